package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.window.Window;
import dev.bootc.rollout.workflows.window.WindowOverride;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pool at noon, whose window is from ten in the evening to midnight. */
class WindowWaitTest {
  private static final Windows EVENING =
      new Windows(
          List.of(new Window("0 22 * * *", Duration.ofHours(2), "UTC")),
          List.of(),
          Duration.ofMinutes(15),
          null,
          false);

  private static final Instant OPENS = Instant.parse("2026-01-01T22:00:00Z");

  @Test
  void shouldStartNobodyAndSayWhenItOpensWhenNoWindowIsOpen() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b")).during(EVENING);

    // When
    Decision decision = pool.decide(NOW);

    // Then
    assertThat(decision.orders().start()).isEmpty();
    assertThat(decision.holdsUntil()).contains(OPENS);
    assertThat(decision.report().phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(decision.report().message())
        .isEqualTo(
            "0/2 updated; 2 wait: no window is open for the 900 s of an update:"
                + " the next opens at 2026-01-01T22:00:00Z");
  }

  @Test
  void shouldExpectWhatNodesNeededTheLastTimeWhenThePoolDoesNotSayIt() {
    // Given
    Windows silent = new Windows(EVENING.open(), List.of(), EVENING.expectedUpdate(), null, true);
    Instant late = Instant.parse("2026-01-01T23:50:00Z");
    TestNode[] quick = {measured("a", 59), measured("b", 299), measured("c", 59)};
    TestNode[] fewKnown = {measured("a", 59), measured("b", 59), staged("c")};

    // Then
    assertThat(TestPool.of(quick).during(silent).plan(late).orders().start()).containsExactly("a");
    assertThat(TestPool.of(quick).during(EVENING).plan(late).orders().start()).isEmpty();
    assertThat(TestPool.of(fewKnown).during(silent).plan(late).orders().start()).isEmpty();
    assertThat(TestPool.of(quick).during(silent).plan(late.plusSeconds(301)).report().message())
        .contains("no window is open for the 300 s of an update");
  }

  private static TestNode measured(String name, int seconds) {
    return staged(name).havingTaken(Duration.ofSeconds(seconds));
  }

  @Test
  void shouldGoOnByItselfWhenTheNextWindowOpens() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b")).during(EVENING);

    // When
    Plan plan = pool.plan(OPENS);

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldStartNobodyElseAndFinishWhatIsUnderWayWhenTheWindowCloses() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), staged("b")).during(EVENING).allowing("2");

    // When
    Plan plan = pool.plan(OPENS.plus(Duration.ofHours(2)));

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.orders().adopt()).containsExactly("a");
    assertThat(plan.report().message())
        .startsWith("0/2 updated; 1 in flight; 1 waits: no window is open");
  }

  @Test
  void shouldNameTheOverrideWithItsEndAndWriterWhenWindowsAreOverridden() {
    // Given
    Instant until = NOW.plus(Duration.ofHours(1));
    TestPool pool =
        TestPool.of(staged("a"))
            .during(EVENING.overriddenBy(new WindowOverride(until, "a CVE", "kubectl-annotate")));

    // When
    Decision decision = pool.decide(NOW);

    // Then
    assertThat(decision.orders().start()).containsExactly("a");
    assertThat(decision.holdsUntil()).contains(until.minus(Duration.ofMinutes(15)).plusNanos(1));
    assertThat(decision.report().message())
        .startsWith(
            "windows are overridden until 2026-01-01T13:00:00Z by kubectl-annotate: a CVE;");
  }

  @Test
  void shouldSayHowToWriteItWhenAnOverrideIsNotUnderstood() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"))
            .during(EVENING.overriddenBy(WindowOverride.of("true", "kubectl-annotate")));

    // When
    Decision decision = pool.decide(NOW);

    // Then
    assertThat(decision.orders().start()).isEmpty();
    assertThat(decision.report().message()).contains("overrides nothing", "no window is open");
  }

  @Test
  void shouldRefuseTheSlotWithTheReasonWhenAStartComesOutsideTheWindow() {
    // Given
    TestPool pool = TestPool.of(staged("a")).during(EVENING);
    Admission closed = Admission.of(pool.view(), NOW);
    Admission open = Admission.of(pool.view(), OPENS);

    // When, Then
    assertThat(closed.refusal("a", List.of()).orElseThrow()).contains("no window is open");
    assertThat(closed.holdsUntil()).contains(OPENS);
    assertThat(open.refusal("a", List.of())).isEmpty();
  }

  @Test
  void shouldGiveTheMarkBackWhenTheWindowClosedBeforeTheCordon() {
    // Given
    TestPool pool = TestPool.of(inFlight("a")).during(EVENING);

    // When
    Admission closed = Admission.of(pool.view(), NOW);

    // Then
    assertThat(closed.objection("a").orElseThrow()).contains("no window is open");
  }

  @Test
  void shouldNotExpectOfAnyUpdateWhatOneNodeOfTenNeeded() {
    // Given
    Windows silent = new Windows(EVENING.open(), List.of(), EVENING.expectedUpdate(), null, true);
    TestNode[] nodes = new TestNode[10];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = measured("n" + i, i == 3 ? 3000 : 59);
    }

    // Then
    assertThat(TestPool.of(nodes).during(silent).plan().report().message())
        .contains("no window is open for the 60 s of an update");
  }

  @Test
  void shouldSayThatNoWindowIsLongEnoughWhenNoneIs() {
    // Given
    Windows brief =
        new Windows(
            List.of(new Window("0 22 * * *", Duration.ofMinutes(10), "UTC")),
            List.of(),
            Duration.ofMinutes(15),
            null,
            false);

    // When
    Plan plan = TestPool.of(staged("a")).during(brief).plan();

    // Then
    assertThat(plan.report().message())
        .endsWith("no window is ever open for the 900 s of an update: see spec.rollout.windows");
  }

  @Test
  void shouldLookAgainWhenAnOverrideEndsInAnOpenWindow() {
    // Given
    Instant until = OPENS.plus(Duration.ofMinutes(30));
    TestPool pool =
        TestPool.of(staged("a"))
            .during(EVENING.overriddenBy(new WindowOverride(until, "a CVE", "kubectl-annotate")));

    // When
    Decision decision = pool.decide(OPENS.plusSeconds(1));

    // Then
    assertThat(decision.orders().start()).containsExactly("a");
    assertThat(decision.holdsUntil()).contains(until);
  }
}
