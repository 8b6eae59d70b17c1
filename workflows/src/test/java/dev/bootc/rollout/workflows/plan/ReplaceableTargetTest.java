package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.TARGET;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a run that is asked to follow another target refuses. */
class ReplaceableTargetTest {
  private static final RolloutTarget FOLLOWED = target("pool", "uid-1", 7, TARGET);

  @Test
  void shouldFollowTheSamePoolWhenItsSpecIsNoOlder() {
    // When, Then
    assertThatCode(() -> FOLLOWED.requireReplaceableBy(target("pool", "uid-1", 7, OTHER)))
        .doesNotThrowAnyException();
    assertThatCode(() -> FOLLOWED.requireReplaceableBy(target("pool", "uid-1", 8, OTHER)))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldSayWhichIsWhichWhenItIsAboutAnotherPoolOrOlder() {
    // When, Then
    assertThatThrownBy(() -> FOLLOWED.requireReplaceableBy(target("edge", "uid-1", 7, OTHER)))
        .hasMessage("this run rolls pool pool, not edge");
    assertThatThrownBy(() -> FOLLOWED.requireReplaceableBy(target("pool", "uid-1", 6, OTHER)))
        .hasMessage("this run follows generation 7; generation 6 is older");
    assertThatThrownBy(() -> FOLLOWED.requireReplaceableBy(target("pool", "uid-2", 9, OTHER)))
        .isInstanceOf(RolloutTarget.OfAnotherPool.class)
        .hasMessageContaining("with the UID uid-1, not about the one with uid-2");
  }

  @Test
  void shouldRefuseAnImageThatMayMeanSomethingElseTomorrow() {
    // When, Then
    assertThatThrownBy(() -> target("pool", "uid-1", 1, "registry.example/os:stable"))
        .hasMessage("not pinned by a digest: \"registry.example/os:stable\"");
  }

  private static RolloutTarget target(String pool, String uid, long generation, String image) {
    return new RolloutTarget(pool, uid, generation, image, MaxUnavailable.ONE, null, null);
  }
}
