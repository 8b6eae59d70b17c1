package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.UpdateJudgement.Judgement;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.DrainAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.node.UpdateAnswer;
import dev.bootc.rollout.workflows.node.UpdateAnswer.Outcome;
import io.fabric8.kubernetes.api.model.Node;
import io.temporal.activity.Activity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** See {@link NodeWaitActivities}. */
public final class NodeWaits implements NodeWaitActivities {
  /** Deadlines are looked at this often, and the heartbeat is offered; the SDK sends fewer. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Pods are asked for this often, only while their node drains. */
  private static final Duration PODS_AGAIN = Duration.ofMillis(500);

  /** An agent that has just come up still shows its report from before the reboot. */
  private static final Duration REPORT_IS_OLD = Duration.ofSeconds(30);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final Clock clock;

  public NodeWaits(ClusterCache cluster, NodeWrites writes, Evictions evictions, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = new SlotHolders(cluster, writes);
    this.clock = clock;
  }

  @Override
  public DrainAnswer drain(NodeRef ref) {
    Instant asked =
        Instant.ofEpochMilli(Activity.getExecutionContext().getInfo().getScheduledTimestamp());
    DrainNote note = new DrainNote(writes, ref.node(), asked, clock);
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node())) {
      while (true) {
        if (slots.in(ref).isEmpty() || cluster.node(ref.node()).isEmpty()) {
          return new DrainAnswer(
              DrainAnswer.Outcome.GONE, "the node left the pool or lost its slot");
        }
        PodsLeft left = evictions.evictFrom(ref.node(), NodeWaits::heartbeat);
        if (left.none()) {
          return new DrainAnswer(DrainAnswer.Outcome.DRAINED, "no pod is left to evict");
        }
        Duration timeout = seconds(rollout(ref).drainTimeoutSeconds());
        if (timeout != null && now().isAfter(asked.plus(timeout))) {
          return new DrainAnswer(
              DrainAnswer.Outcome.TIMED_OUT,
              "drainTimeoutSeconds %d passed; %s".formatted(timeout.toSeconds(), left.text()));
        }
        heartbeat(left.text());
        note.offer(left.text());
        changes.gather(PODS_AGAIN);
      }
    }
  }

  @Override
  public void awaitStaged(NodeRef ref) {
    until(
        ref,
        (bootcNode, node) ->
            switch (NodeState.of(bootcNode)) {
              case UP_TO_DATE -> new Look.Answer<>("runs its image");
              case STAGED ->
                  cluster.poolAsksFor(ref.pool(), bootcNode.getSpec().desiredImage())
                      ? new Look.Answer<>("ready to go on")
                      : new Look.WaitsFor<>("staged, but the pool asks for another image");
              case PENDING, STAGING, REBOOTING, DEGRADED ->
                  new Look.WaitsFor<>(
                      "waiting for the image to be staged: " + NodeFacts.detail(bootcNode));
            },
        "gone");
  }

  @Override
  public UpdateAnswer awaitUpdate(NodeRef ref) {
    Suspicion suspicion = new Suspicion();
    return until(ref, (bootcNode, node) -> judge(ref, bootcNode, node, suspicion), gone());
  }

  /** A failure that is known already is what is waited out. */
  @Override
  public UpdateAnswer awaitRecovery(NodeRef ref) {
    return until(
        ref,
        (bootcNode, node) ->
            switch (judge(ref, bootcNode, node, new Suspicion())) {
              case Look.Answer<UpdateAnswer>(UpdateAnswer failed)
                  when failed.outcome() == Outcome.FAILED ->
                  new Look.WaitsFor<>(failed.message());
              case Look<UpdateAnswer> other -> other;
            },
        gone());
  }

  private Look<UpdateAnswer> judge(
      NodeRef ref, BootcNode bootcNode, Node node, Suspicion suspicion) {
    Judgement judgement =
        UpdateJudgement.of(
            bootcNode,
            node,
            cluster.allowsSoftReboot(ref.pool()),
            seconds(rollout(ref).rebootTimeoutSeconds()),
            now());
    return switch (judgement) {
      case Judgement.Updated(String message) -> answer(Outcome.UPDATED, null, message);
      case Judgement.Retargeted(String message) -> answer(Outcome.RETARGETED, null, message);
      case Judgement.Failed(Verdict.Outcome verdict, String message) ->
          answer(Outcome.FAILED, verdict, message);
      case Judgement.Suspect(String message) ->
          suspicion.lasts(now())
              ? answer(Outcome.FAILED, Verdict.Outcome.WRONG_IMAGE, message)
              : new Look.WaitsFor<>(message);
      case Judgement.Waiting(String message) -> {
        suspicion.clear();
        yield new Look.WaitsFor<>(message);
      }
    };
  }

  private static Look<UpdateAnswer> answer(
      Outcome outcome, Verdict.@Nullable Outcome verdict, String message) {
    return new Look.Answer<>(new UpdateAnswer(outcome, verdict, message));
  }

  /**
   * Looks at the node on every change, until the look gives an answer. Each look that gives none
   * heartbeats with what is waited for: a wait that is silent counts as dead.
   */
  private <T> T until(NodeRef ref, Looking<T> looking, T whenGone) {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node())) {
      while (true) {
        Optional<BootcNode> bootcNode = slots.in(ref);
        Optional<Node> node = cluster.node(ref.node());
        if (bootcNode.isEmpty() || node.isEmpty()) {
          return whenGone;
        }
        switch (looking.at(bootcNode.get(), node.get())) {
          case Look.Answer<T>(T answer) -> {
            return answer;
          }
          case Look.WaitsFor<T>(String what) -> heartbeat(what);
        }
        changes.await(LOOK_AGAIN);
      }
    }
  }

  /** Looks at a node. */
  private interface Looking<T> {
    Look<T> at(BootcNode bootcNode, Node node);
  }

  /** What one look at a node gives. */
  private sealed interface Look<T> {
    record Answer<T>(T answer) implements Look<T> {}

    record WaitsFor<T>(String what) implements Look<T> {}
  }

  private RolloutSpec rollout(NodeRef ref) {
    return cluster
        .pool(ref.pool())
        .flatMap(pool -> Optional.ofNullable(pool.getSpec().rollout()))
        .orElse(RolloutSpec.DEFAULTS);
  }

  private static @Nullable Duration seconds(@Nullable Integer seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static UpdateAnswer gone() {
    return new UpdateAnswer(Outcome.GONE, null, "the node left the pool or lost its slot");
  }

  private static void heartbeat(String details) {
    Activity.getExecutionContext().heartbeat(details);
  }

  private Instant now() {
    return Instant.now(clock);
  }

  /** A suspicion counts once it has lasted. */
  private static final class Suspicion {
    private @Nullable Instant since;

    boolean lasts(Instant now) {
      if (since == null) {
        since = now;
      }
      return now.isAfter(since.plus(REPORT_IS_OLD));
    }

    void clear() {
      since = null;
    }
  }
}
