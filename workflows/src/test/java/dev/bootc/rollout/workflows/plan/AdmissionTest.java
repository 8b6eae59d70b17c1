package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever says that a node is to be started, the planner is asked again. */
class AdmissionTest {
  private static final Pause PAUSE = new Pause("kubectl", "spec.rollout.paused", EARLIER);

  @Test
  void shouldAdmitAnyOfEqualNodesWhenThereIsRoom() {
    // Given
    Admission admission = admission(TestPool.of(staged("a"), staged("b")));

    // When, Then
    assertThat(admission.refusal("a", List.of())).isEmpty();
    assertThat(admission.refusal("b", List.of())).isEmpty();
  }

  @Test
  void shouldRefuseTheSecondWhenTheFirstWasAdmittedAndShowsNoSlotYet() {
    // Given
    Admission admission = admission(TestPool.of(staged("a"), staged("b")));

    // When
    Optional<String> refusal = admission.refusal("b", List.of("a"));

    // Then
    assertThat(refusal).hasValueSatisfying(why -> assertThat(why).startsWith("budget 1 used up"));
    assertThat(admission.refusal("a", List.of("a"))).isEmpty();
  }

  @Test
  void shouldRefuseTheControlPlaneWhenAWorkerWasAdmittedAndAnotherIsStillToGo() {
    // Given
    TestPool pool =
        TestPool.of(
                inFlight("a").cordoned(false),
                staged("b").is(NodeState.STAGING),
                staged("c").controlPlane(true))
            .allowing("3");

    // When
    Optional<String> refusal = admission(pool).refusal("c", List.of("a"));

    // Then
    assertThat(refusal).isPresent();
  }

  @Test
  void shouldRefuseWhenPausedByItsField() {
    // Given
    Admission admission = admission(TestPool.of(staged("a")).pausedByField(PAUSE));

    // When, Then
    assertThat(admission.refusal("a", List.of())).contains(PAUSE.text());
  }

  @Test
  void shouldRefuseWhenPausedBySignal() {
    // Given
    Pause pause = new Pause("signal of me", "incident", EARLIER);
    Admission admission = admission(TestPool.of(staged("a")).pausedBySignal(pause));

    // When, Then
    assertThat(admission.refusal("a", List.of())).contains(pause.text());
  }

  @Test
  void shouldRefuseWhenTheBudgetWasLoweredToNothing() {
    // Given
    Admission admission = admission(TestPool.of(staged("a")).allowing("0"));

    // When, Then
    assertThat(admission.refusal("a", List.of()))
        .contains("maxUnavailable is 0: there are no slots");
  }

  @Test
  void shouldRefuseWhenTheRolloutIsHalted() {
    // Given
    TestNode dead = inFlight("a").notReadySince(NOW.minus(Duration.ofHours(1)));
    Admission admission = admission(TestPool.of(dead, staged("b"), staged("c")).allowing("1"));

    // When
    Optional<String> refusal = admission.refusal("b", List.of());

    // Then
    assertThat(refusal).hasValueSatisfying(why -> assertThat(why).startsWith("halted: a"));
  }

  @Test
  void shouldRefuseTheControlPlaneWhenAWorkerWouldGoFirst() {
    // Given
    Admission admission =
        admission(TestPool.of(staged("control").controlPlane(true), staged("worker")));

    // When, Then
    assertThat(admission.refusal("control", List.of())).isPresent();
    assertThat(admission.refusal("worker", List.of())).isEmpty();
  }

  @Test
  void shouldRefuseASecondNodeOfTheControlPlaneWhenOneIsAdmitted() {
    // Given
    Admission admission =
        admission(
            TestPool.of(staged("c-1").controlPlane(true), staged("c-2").controlPlane(true))
                .allowing("2"));

    // When
    Optional<String> refusal = admission.refusal("c-2", List.of("c-1"));

    // Then
    assertThat(refusal)
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("control-plane and etcd nodes go one at a"));
  }

  @Test
  void shouldAdmitWhateverThePlannerStartsWhenNothingHasChangedSince() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a"),
                staged("b").cordoned(true),
                staged("c").controlPlane(true),
                staged("d").controlPlane(true),
                updated("e"),
                inFlight("f"))
            .allowing("4");
    Admission admission = admission(pool);

    // When
    List<String> started = pool.plan().orders().start();

    // Then
    assertThat(started)
        .isNotEmpty()
        .allSatisfy(name -> {
          List<String> before = started.subList(0, started.indexOf(name));
          assertThat(admission.refusal(name, before)).isEmpty();
        });
  }

  @Test
  void shouldRefuseWhatIsNotStagedWhenItIsAskedForByName() {
    // Given
    Admission admission =
        admission(TestPool.of(staged("a").is(NodeState.DEGRADED), inFlight("b")).allowing("9"));

    // When, Then
    assertThat(admission.refusal("a", List.of())).isPresent();
    assertThat(admission.refusal("b", List.of())).isPresent();
    assertThat(admission.refusal("of another pool", List.of()))
        .contains("the node is not known to be in the pool");
  }

  @Test
  void shouldObjectToBothWhenTwoMarkedTheOnlySlot() {
    // Given
    Admission admission = admission(TestPool.of(inFlight("a"), inFlight("b")));

    // When, Then
    assertThat(admission.objection("a")).isPresent();
    assertThat(admission.objection("b")).isPresent();
  }

  @Test
  void shouldNotObjectToItsOwnMarkWhenThatIsTheOnlyOne() {
    // Given
    Admission admission = admission(TestPool.of(inFlight("a"), staged("b")));

    // When, Then
    assertThat(admission.objection("a")).isEmpty();
    assertThat(admission.objection("b")).contains("its slot is not seen in the pool");
  }

  private static Admission admission(TestPool pool) {
    return Admission.of(pool.view(), NOW);
  }

  @Test
  void shouldRefuseAnotherNodeWhenTheOnlySlotIsTaken() {
    // Given
    Admission admission = admission(TestPool.of(inFlight("a"), staged("b")));

    // When, Then
    assertThat(admission.refusal("b", List.of())).contains("budget 1 used up by a");
  }

  @Test
  void shouldAdmitEitherOfTwoAlikeWhenNeitherIsAdmittedYet() {
    // Given
    Admission admission =
        admission(
            TestPool.of(staged("c-1").controlPlane(true), staged("c-2").controlPlane(true))
                .allowing("2"));

    // When, Then
    assertThat(admission.refusal("c-1", List.of())).isEmpty();
    assertThat(admission.refusal("c-2", List.of())).isEmpty();
  }

  @Test
  void shouldAdmitTheControlPlaneWhenTheWorkerBeforeItIsLeftOut() {
    // Given
    LeftOut mark = LeftOut.undrainable(NOW, 1, "cannot be drained: shop/db-0: budget db");
    Admission admission =
        admission(TestPool.of(staged("a").leftOut(mark), staged("c").controlPlane(true)));

    // When, Then
    assertThat(admission.refusal("c", List.of())).isEmpty();
  }

  @Test
  void shouldForgetWhoWasAdmittedWhenAskedAboutTheNext() {
    // Given
    Admission admission =
        admission(
            TestPool.of(staged("a").at("east", 0), staged("b").at("west", 0))
                .allowing("2")
                .inOrder(new NodeOrder(false, null, List.of(), true)));

    // When, Then
    assertThat(admission.refusal("b", List.of("a"))).isPresent();
    assertThat(admission.refusal("b", List.of())).isEmpty();
  }
}
