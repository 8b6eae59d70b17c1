package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import dev.bootc.rollout.workflows.window.MinimumAge;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pool as a test wants it, and its plan. */
final class TestPool {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final Instant EARLIER = Instant.parse("2026-01-01T11:00:00Z");
  static final String DIGEST = "sha256:" + "0123456789ab".repeat(5) + "0123";
  static final String TARGET = "registry.example/os@" + DIGEST;
  static final String OTHER_DIGEST = "sha256:" + "ba9876543210".repeat(5) + "ba98";
  static final String OTHER = "registry.example/os@" + OTHER_DIGEST;

  private final List<NodeView> nodes = new ArrayList<>();
  private final Set<String> started = new HashSet<>();
  private MaxUnavailable maxUnavailable = MaxUnavailable.ONE;
  private @Nullable Pause pausedByField;
  private @Nullable Pause pausedBySignal;
  private @Nullable MaxUnhealthy maxUnhealthy;
  private @Nullable ManualApproval approval;
  private final List<Neighbour> neighbours = new ArrayList<>();
  private final List<Lifeline> lifelines = new ArrayList<>();
  private Set<String> stranded = Set.of();
  private @Nullable Windows windows;
  private @Nullable NodeOrder order;
  private @Nullable RolloutSteps steps;
  private List<String> awaited = List.of();
  private boolean inVain;
  private @Nullable Undo undo;
  private @Nullable MaxStaging maxStaging;
  private @Nullable OverallCap overall;
  private @Nullable MinimumAge minimumAge;

  static TestPool of(TestNode... nodes) {
    TestPool pool = new TestPool();
    for (TestNode node : nodes) {
      pool.nodes.add(node.view());
    }
    return pool;
  }

  TestPool allowing(String limit) {
    maxUnavailable = MaxUnavailable.parse(limit);
    return this;
  }

  TestPool staging(String limit) {
    maxStaging = MaxStaging.parse(limit);
    return this;
  }

  TestPool sharing(OverallCap cap) {
    overall = cap;
    return this;
  }

  TestPool ripening(MinimumAge age) {
    minimumAge = age;
    return this;
  }

  TestPool haltingAt(String limit) {
    maxUnhealthy = MaxUnhealthy.parse(limit);
    return this;
  }

  TestPool after(String... pools) {
    awaited = List.of(pools);
    return this;
  }

  TestPool afterInVain(String pool) {
    inVain = true;
    return after(pool);
  }

  TestPool undoing(String digest) {
    undo = new Undo(digest, EARLIER.toString(), "halted: a (not back)", false);
    return this;
  }

  TestPool inSteps(RolloutSteps asked) {
    steps = asked;
    return this;
  }

  TestPool inOrder(NodeOrder asked) {
    order = asked;
    return this;
  }

  /** Only what somebody approves is rebooted into; nothing where {@code digest} is absent. */
  TestPool approving(@Nullable String digest) {
    approval = new ManualApproval(digest);
    return this;
  }

  TestPool during(Windows open) {
    windows = open;
    return this;
  }

  TestPool beside(Neighbour... others) {
    neighbours.addAll(List.of(others));
    return this;
  }

  TestPool runBy(Lifeline... pods) {
    lifelines.addAll(List.of(pods));
    return this;
  }

  TestPool having(String... names) {
    started.addAll(List.of(names));
    return this;
  }

  /** Cordons of the rollout are all that is known of these. */
  TestPool beside(String... strandedNodes) {
    stranded = Set.of(strandedNodes);
    return this;
  }

  TestPool pausedByField(Pause pause) {
    pausedByField = pause;
    return this;
  }

  TestPool pausedBySignal(Pause pause) {
    pausedBySignal = pause;
    return this;
  }

  Plan plan() {
    return plan(NOW);
  }

  Plan plan(Instant now) {
    Decision decision = decide(now);
    return new Plan(decision.ordersAndAdoption(), decision.report());
  }

  Decision decide(Instant now) {
    return RolloutPlanner.decide(view(), now);
  }

  PoolView view() {
    return new PoolView(
        new RolloutTarget(
            "pool",
            "uid-1",
            1,
            TARGET,
            maxUnavailable,
            pausedByField,
            maxUnhealthy,
            windows,
            order,
            steps,
            approval,
            undo,
            maxStaging,
            minimumAge,
            null),
        nodes,
        started,
        pausedBySignal,
        new Surroundings(neighbours, lifelines, Map.of(), stranded, awaited, overall, inVain));
  }

  static TestNode staged(String name) {
    return TestNode.staged(name, TARGET);
  }

  static TestNode updated(String name) {
    return staged(name).is(NodeState.UP_TO_DATE);
  }

  static TestNode inFlight(String name) {
    return staged(name).holdingSlotSince(EARLIER, false);
  }

  /** Rebooted, back on the target, and about to be checked. */
  static TestNode back(String name) {
    return updated(name).holdingSlotSince(EARLIER, true);
  }

  static Verdict failed(Verdict.Outcome outcome, String digest) {
    return new Verdict(outcome, digest, 1, EARLIER.toString(), "look at its console");
  }
}
