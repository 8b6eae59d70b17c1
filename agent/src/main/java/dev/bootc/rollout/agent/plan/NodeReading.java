package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.api.BootcNode;
import java.util.Optional;

/**
 * The BootcNode as far as this agent understands it.
 *
 * @param node without a spec where that is not understood
 * @param unreadable the field, its value and the mend, where the spec says something that this
 *     agent does not know: then nothing is begun for it
 */
public record NodeReading(BootcNode node, Optional<String> unreadable) {

  /** One that is understood. */
  public static NodeReading of(BootcNode node) {
    return new NodeReading(node, Optional.empty());
  }
}
