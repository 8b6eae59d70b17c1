package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinimumAgeTest {
  private static final Duration AGE = Duration.ofHours(1);
  private static final Instant REACHED = NOW.plus(AGE);

  @Test
  void shouldStartNobodyAndStageBeforeTheImageIsOldEnough() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), updated("b").desiring(OTHER)).ripening(new MinimumAge(AGE, NOW));

    // When
    Plan before = pool.plan(REACHED.minusMillis(1));

    // Then
    assertThat(before.orders().start()).isEmpty();
    assertThat(before.orders().retarget()).isOne();
    assertThat(pool.decide(NOW).holdsUntil()).hasValue(REACHED);
  }

  @Test
  void shouldSayFromWhenOnNodesAreStartedWhenTheImageIsYoung() {
    // Given
    TestPool pool = TestPool.of(staged("a")).ripening(new MinimumAge(AGE, NOW));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .isEqualTo(
            "0/1 updated; 1 waits: image.minimumAgeSeconds is 3600: nodes are started from "
                + REACHED
                + " on");
    assertThat(plan.report().blockedBy())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(Kind.WAITING_FOR_AGE.text());
          assertThat(entry.object()).isEqualTo("BootcNodePool/pool");
          assertThat(entry.nextAction())
              .isEqualTo("kubectl get bnp pool -o jsonpath='{.spec.image}'");
        });
  }

  @Test
  void shouldStartNodesOnceTheImageIsOldEnough() {
    // Given
    TestPool pool = TestPool.of(staged("a")).ripening(new MinimumAge(AGE, NOW));

    // When
    Plan plan = pool.plan(REACHED);

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldWaitForTheOperatorWhenItHasNotSaidSinceWhenTheImageIsTheTarget() {
    // Given
    TestPool pool = TestPool.of(staged("a")).ripening(new MinimumAge(AGE, null));

    // When
    Plan plan = pool.plan(REACHED);

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).contains("the operator has not said yet since when");
  }

  @Test
  void shouldRefuseASlotWhenSomebodyStartsANodeTooEarly() {
    // Given
    PoolView view = TestPool.of(staged("a")).ripening(new MinimumAge(AGE, NOW)).view();

    // When
    Admission admission = Admission.of(view, NOW);

    // Then
    assertThat(admission.refusal("a", List.of())).isPresent();
  }

  @Test
  void shouldWaitForNothingWhenNoAgeIsAskedForOrAllGoesBack() {
    // Given
    RolloutTarget target = TestPool.of().ripening(new MinimumAge(AGE, NOW)).view().target();

    // When, Then
    assertThat(MinimumAge.of(null, NOW)).isNull();
    assertThat(MinimumAge.of(0, NOW)).isNull();
    assertThat(MinimumAge.isReached(null, NOW)).isTrue();
    assertThat(target.goingBack(OTHER, new Undo(TestPool.DIGEST, "", "", false)).minimumAge())
        .isNull();
  }
}
