package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.NodeAnswer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far an activity gets before anything else may happen. */
sealed interface Turn {

  /** One request was carried out; the rest comes later, or never. */
  record Wrote(Supplier<Turn> rest) implements Turn {}

  /** Nothing to do yet; it looks again. */
  record Waits() implements Turn {}

  /**
   * It is done.
   *
   * @param answer absent where none is given
   */
  record Answers(@Nullable NodeAnswer answer) implements Turn {}
}
