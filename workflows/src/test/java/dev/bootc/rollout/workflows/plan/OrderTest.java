package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.LabelOrderSpec;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.OrderSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
  private static final NodeOrder ZONES = new NodeOrder(false, null, List.of(), true);
  private static final NodeOrder TIERS =
      new NodeOrder(false, "tier", List.of("canary", "b"), false);
  private static final NodeOrder CONTROL_PLANE_FIRST = new NodeOrder(true, null, List.of(), false);

  @Test
  void shouldStartNodesOfOneZoneOnlyWhenTheBudgetAllowsMore() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a1").at("west", 0),
                staged("b1").at("east", 0),
                staged("c1").at("east", 0),
                staged("d1").at("west", 0))
            .allowing("3")
            .inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b1", "c1");
    assertThat(plan.report().message())
        .isEqualTo("0/4 updated; 2 in flight; 2 wait: zones go one at a time: east (b1, c1)");
  }

  @Test
  void shouldFinishTheZoneThatWasBegunWhenAnotherComesFirstByName() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a1").at("east", 0), staged("b1").at("west", 0), updated("c1").at("west", 0))
            .inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b1");
  }

  @Test
  void shouldGoOnInAnotherZoneWhenANodeIsDownForAnotherReason() {
    // Given
    TestPool pool =
        TestPool.of(staged("a1").at("east", 0), staged("b1").at("west", 0).notReadySince(NOW))
            .allowing("2")
            .inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a1");
  }

  @Test
  void shouldStartNobodyInAnotherZoneThanOfANodeThatAnEarlierSlotLeftCordoned() {
    // Given
    TestPool pool =
        TestPool.of(staged("a1").at("east", 0), updated("b1").at("west", 0).cordoned(true))
            .allowing("2")
            .beside("b1")
            .inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).endsWith("zones go one at a time: west (b1)");
  }

  @Test
  void shouldStartNobodyWhenNobodyKnowsTheZoneOfANodeThatAnEarlierSlotLeftCordoned() {
    // Given
    TestPool pool =
        TestPool.of(staged("a1").at("east", 0)).allowing("2").beside("b1").inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).endsWith("zones go one at a time: an unknown zone (b1)");
  }

  @Test
  void shouldRefuseTheSlotWhenANodeOfAnotherZoneHasMarkedItsOwn() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a1").at("east", 0), inFlight("b1").at("west", 0))
            .allowing("2")
            .inOrder(ZONES);

    // When
    Admission admission = Admission.of(pool.view(), NOW);

    // Then
    assertThat(admission.objection("a1").orElseThrow()).contains("zones go one at a time");
    assertThat(admission.objection("b1").orElseThrow()).contains("zones go one at a time");
  }

  @Test
  void shouldStartNobodyOfALaterGroupWhenOneOfAnEarlierIsStillToGo() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a").at("", 2),
                staged("b").at("", 1),
                staged("c").at("", 0),
                staged("d").at("", 0).is(NodeState.STAGING))
            .allowing("4")
            .inOrder(TIERS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c");
    assertThat(plan.report().message())
        .contains("2 wait: others go first by their label: order.byLabel");
  }

  @Test
  void shouldStartTheNextGroupWhenTheFirstIsUnderWay() {
    // Given
    TestPool pool =
        TestPool.of(staged("a").at("", 1), inFlight("c").at("", 0)).allowing("4").inOrder(TIERS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldStartTheControlPlaneOneByOneBeforeAnyWorkerWhenItGoesFirst() {
    // Given
    TestPool pool =
        TestPool.of(staged("c1").controlPlane(true), staged("c2").controlPlane(true), staged("a1"))
            .allowing("3")
            .inOrder(CONTROL_PLANE_FIRST);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c1");
    assertThat(plan.report().message())
        .contains("1 waits: the control plane and etcd go first: order.controlPlane");
  }

  @ParameterizedTest
  @CsvSource({"canary, 0", "b, 1", "c, 2", ", 2"})
  void shouldPutANodeIntoTheGroupOfItsLabelWhenItHasOne(@Nullable String value, int group) {
    // Given
    Map<String, String> labels = value == null ? Map.of() : Map.of("tier", value);

    // When
    NodeOrder.Place place = TIERS.place(labels);

    // Then
    assertThat(place).isEqualTo(new NodeOrder.Place("", group));
  }

  @Test
  void shouldKnowTheZoneOfANodeOnlyWhenItIsAskedFor() {
    // Given
    Map<String, String> labels = Map.of(NodeOrder.ZONE_LABEL, "east");

    // When, Then
    assertThat(ZONES.place(labels)).isEqualTo(new NodeOrder.Place("east", 0));
    assertThat(TIERS.place(labels)).isEqualTo(new NodeOrder.Place("", 2));
    assertThat(ZONES.place(null)).isEqualTo(new NodeOrder.Place("", 0));
  }

  @Test
  void shouldNameFieldAndMendWhenALabelIsNone() {
    // When, Then
    assertThat(NodeOrders.problems(byLabel("no key", "a")))
        .singleElement()
        .asString()
        .startsWith("spec.rollout.order.byLabel.key: \"no key\"")
        .contains("such as example.com/tier");
    assertThat(NodeOrders.problems(byLabel("tier", "a", "b c", "a")))
        .containsExactly(
            "spec.rollout.order.byLabel.values: \"b c\" is no value of a label",
            "spec.rollout.order.byLabel.values: \"a\" is named twice: name it once");
    assertThat(NodeOrders.problems(byLabel("example.com/tier", "a", "b"))).isEmpty();
  }

  private static OrderSpec byLabel(String key, String... values) {
    return new OrderSpec(null, new LabelOrderSpec(key, List.of(values)), null);
  }

  @Test
  void shouldOrderByWhatTheSpecSaysAndByNothingWhereItSaysNothing() {
    // Given
    LabelOrderSpec tiers = new LabelOrderSpec("tier", List.of("canary", "b"));

    // When, Then
    assertThat(NodeOrders.of(null)).isNull();
    assertThat(NodeOrders.of(new OrderSpec(null, null, null)))
        .isEqualTo(new NodeOrder(false, null, List.of(), false));
    assertThat(NodeOrders.of(new OrderSpec(OrderSpec.Turn.FIRST, null, null)))
        .isEqualTo(CONTROL_PLANE_FIRST);
    assertThat(NodeOrders.of(new OrderSpec(null, tiers, null))).isEqualTo(TIERS);
    assertThat(NodeOrders.of(new OrderSpec(null, null, OrderSpec.ZoneOrder.ONE_AT_A_TIME)))
        .isEqualTo(ZONES);
    assertThat(NodeOrders.problems(null)).isEmpty();
  }

  @Test
  void shouldSayWhatKeepsANodeBackOnceTheOthersHaveStarted() {
    // Given
    TestPool pool =
        TestPool.of(
                inFlight("a1").at("west", 0),
                updated("b1").at("east", 0),
                staged("c1").at("east", 0).controlPlane(true),
                staged("c2").at("west", 0).controlPlane(true))
            .allowing("4")
            .inOrder(ZONES);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c2");
    assertThat(plan.report().message())
        .endsWith("1 waits: control-plane and etcd nodes go one at a time: c2");
  }
}
