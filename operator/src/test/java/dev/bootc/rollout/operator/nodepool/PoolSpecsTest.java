package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a pool's status says of its tag, for a process that knows nothing else. */
final class PoolSpecsTest {
  private static final String TAG = Fixtures.NAME + ":stable";

  @Test
  void shouldBelieveTheStatusWhenItWasWrittenForThisTag() {
    assertThat(lastGood(pool(1L, TAG, "Healthy"))).hasValue(new ImageDigest(Fixtures.OLD_DIGEST));
  }

  @Test
  void shouldNotBelieveTheStatusWhenItWasWrittenForAnotherTag() {
    assertThat(lastGood(pool(1L, Fixtures.NAME + ":testing", "Healthy"))).isEmpty();
  }

  @Test
  void shouldBelieveTheGoProjectWhenItsStatusSpeaksOfThisGeneration() {
    assertThat(lastGood(pool(1L, null, "NodeDegraded"))).isPresent();
    assertThat(lastGood(pool(0L, null, "Healthy"))).isEmpty();
  }

  @Test
  void shouldNotBelieveATargetThatWasLeftFromBeforeTheTag() {
    assertThat(lastGood(pool(1L, null, "TagResolutionError"))).isEmpty();
    assertThat(lastGood(pool(1L, null, "InvalidSpec"))).isEmpty();
  }

  private static Optional<ImageDigest> lastGood(BootcNodePool pool) {
    return PoolSpecs.lastGood(pool, (ImageRef.Tagged) ImageRef.parse(TAG));
  }

  private static BootcNodePool pool(
      long observedGeneration, @Nullable String resolvedRef, String degraded) {
    BootcNodePool pool = Fixtures.pool("workers", Map.of(), TAG);
    pool.setStatus(
        new BootcNodePoolStatus(
            observedGeneration,
            Fixtures.OLD_DIGEST,
            null,
            null,
            null,
            1,
            1,
            0,
            0,
            List.of(
                new Condition(
                    "Degraded", Condition.TRUE, null, "2026-01-01T00:00:00Z", degraded, "")),
            null,
            resolvedRef,
            List.of()));
    return pool;
  }
}
