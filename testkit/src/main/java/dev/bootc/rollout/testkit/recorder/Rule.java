package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPod;
import dev.bootc.rollout.testkit.recorder.Facts.OfPool;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One promise, held against every change. The object before the change is absent when it is seen
 * for the first time, the object now when it was deleted; {@code world} stands after the change.
 */
interface Rule {

  default void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {}

  default void pod(Instant at, @Nullable OfPod before, @Nullable OfPod now, World world) {}

  default void bootcNode(
      Instant at, @Nullable OfBootcNode before, @Nullable OfBootcNode now, World world) {}

  default void pool(Instant at, @Nullable OfPool before, @Nullable OfPool now, World world) {}

  /** When the promise was broken, so far. */
  List<Violation> violations();
}
