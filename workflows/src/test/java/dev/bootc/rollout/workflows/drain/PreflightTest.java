package dev.bootc.rollout.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.drain.Preflight.Passenger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private static final DisruptionBudget ZERO = DisruptionBudget.ofZero("none", 0);
  private static final DisruptionBudget ONE_OF_TWO = new DisruptionBudget("some", 1, 2);
  private static final DisruptionBudget ALL = new DisruptionBudget("all", 2, 2);
  private static final DrainPolicy SPARING =
      new DrainPolicy(null, DrainTimeoutAction.SKIP, false, false, null, null, null, null);

  @Test
  void shouldNameEachThatCanNeverLeaveWhenThereAreMany() {
    // Given
    List<Passenger> passengers =
        List.of(
            with(PodTraits.PLAIN, "web"),
            new Passenger(pod("one", PodTraits.PLAIN), List.of(ONE_OF_TWO), List.of()),
            new Passenger(pod("zero", PodTraits.PLAIN), List.of(ZERO), List.of()),
            new Passenger(pod("all", PodTraits.PLAIN), List.of(ALL), List.of()),
            new Passenger(pod("two", PodTraits.PLAIN), List.of(ONE_OF_TWO, ALL), List.of()),
            new Passenger(pod("data", PodTraits.PLAIN), List.of(), List.of("claim")));

    // When
    String objection = Preflight.objection(passengers, DrainPolicy.UNSET).orElseThrow();

    // Then
    assertThat(objection)
        .startsWith("cannot be drained: ")
        .contains("shop/zero: PodDisruptionBudget none never lets one go")
        .contains("shop/all: PodDisruptionBudget all never lets one go (it needs 2 of its 2)")
        .contains("shop/two: two PodDisruptionBudgets select it")
        .contains("shop/data: its volume is on this node only")
        .doesNotContain("web", "shop/one");
  }

  @Test
  void shouldNameWhatThePoolSparesWhenItSparesIt() {
    // Given
    List<Passenger> passengers =
        List.of(
            with(new PodTraits(true, false, false, 0), "alone"),
            with(new PodTraits(false, true, false, 0), "cache"));

    // When
    String objection = Preflight.objection(passengers, SPARING).orElseThrow();

    // Then
    assertThat(objection)
        .contains("shop/alone: no controller brings it back")
        .contains("shop/cache: has an emptyDir");
    assertThat(Preflight.objection(passengers, DrainPolicy.UNSET)).isEmpty();
  }

  @Test
  void shouldNotMindBudgetsWhenThePoolForces() {
    // Given
    List<Passenger> passengers =
        List.of(new Passenger(pod("zero", PodTraits.PLAIN), List.of(ZERO), List.of()));
    DrainPolicy force = DrainPolicy.UNSET.ending(Duration.ofMinutes(1), DrainTimeoutAction.FORCE);

    // When // Then
    assertThat(Preflight.objection(passengers, force)).isEmpty();
    assertThat(Preflight.objection(passengers, force.ending(null, DrainTimeoutAction.FORCE)))
        .isPresent();
  }

  @Test
  void shouldNotMindAPodWhenItIsEnding() {
    // Given
    DrainedPod ending =
        new DrainedPod(
            "uid",
            "shop",
            "zero",
            "zero",
            DrainedPod.Role.EVICTABLE,
            false,
            new DrainedPod.Ending("2026-01-01T00:00:00Z", Duration.ZERO, List.of()),
            PodTraits.PLAIN);

    // When // Then
    assertThat(
            Preflight.objection(
                List.of(new Passenger(ending, List.of(ZERO), List.of())), DrainPolicy.UNSET))
        .isEmpty();
  }

  private static Passenger with(PodTraits traits, String name) {
    return new Passenger(pod(name, traits), List.of(), List.of());
  }

  private static DrainedPod pod(String name, PodTraits traits) {
    return new DrainedPod(name, "shop", name, name, DrainedPod.Role.EVICTABLE, false, null, traits);
  }
}
