package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.UpdateJudgement.Judgement;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RebootPolicy;
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
  private final Clock clock;

  public NodeWaits(ClusterCache cluster, NodeWrites writes, Evictions evictions, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.clock = clock;
  }

  @Override
  public DrainAnswer drain(NodeRef ref) {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node())) {
      while (true) {
        Optional<BootcNode> bootcNode = inSlot(ref);
        if (bootcNode.isEmpty() || cluster.node(ref.node()).isEmpty()) {
          return new DrainAnswer(
              DrainAnswer.Outcome.GONE, "the node left the pool or lost its slot");
        }
        PodsLeft left = evictions.evictFrom(ref.node(), NodeWaits::heartbeat);
        if (left.none()) {
          return new DrainAnswer(DrainAnswer.Outcome.DRAINED, "no pod is left to evict");
        }
        Duration timeout = seconds(rollout(ref).drainTimeoutSeconds());
        Instant since = NodeFacts.instant(bootcNode.get(), BootcApi.SLOT_SINCE);
        if (timeout != null && since != null && now().isAfter(since.plus(timeout))) {
          return new DrainAnswer(
              DrainAnswer.Outcome.TIMED_OUT,
              "drainTimeoutSeconds %d passed; %s".formatted(timeout.toSeconds(), left.text()));
        }
        heartbeat(left.text());
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
              case UP_TO_DATE -> Optional.of("runs its image");
              case STAGED -> {
                if (cluster.poolAsksFor(ref.pool(), bootcNode)) {
                  yield Optional.of("ready to go on");
                }
                heartbeat("staged, but the pool asks for another image");
                yield Optional.empty();
              }
              case PENDING, STAGING, REBOOTING, DEGRADED -> {
                heartbeat("waiting for the image to be staged: " + NodeFacts.detail(bootcNode));
                yield Optional.empty();
              }
            },
        "gone");
  }

  @Override
  public UpdateAnswer awaitUpdate(NodeRef ref) {
    Suspicion suspicion = new Suspicion();
    return until(ref, (bootcNode, node) -> answer(ref, bootcNode, node, suspicion), gone());
  }

  @Override
  public UpdateAnswer awaitRecovery(NodeRef ref) {
    return until(
        ref,
        (bootcNode, node) ->
            answer(ref, bootcNode, node, new Suspicion())
                .filter(answer -> answer.outcome() != Outcome.FAILED),
        gone());
  }

  private Optional<UpdateAnswer> answer(
      NodeRef ref, BootcNode bootcNode, Node node, Suspicion suspicion) {
    Judgement judgement =
        UpdateJudgement.of(
            bootcNode,
            node,
            softRebootAllowed(ref),
            seconds(rollout(ref).rebootTimeoutSeconds()),
            now());
    return switch (judgement) {
      case Judgement.Updated(String message) ->
          Optional.of(new UpdateAnswer(Outcome.UPDATED, null, message));
      case Judgement.Retargeted(String message) ->
          Optional.of(new UpdateAnswer(Outcome.RETARGETED, null, message));
      case Judgement.Failed(Verdict.Outcome outcome, String message) -> {
        // Also where the failure is known and its end is waited for: a wait that is silent counts
        // as dead.
        heartbeat(message);
        yield Optional.of(new UpdateAnswer(Outcome.FAILED, outcome, message));
      }
      case Judgement.Suspect(String message) -> {
        heartbeat(message);
        yield suspicion.lasts(now())
            ? Optional.of(new UpdateAnswer(Outcome.FAILED, Verdict.Outcome.WRONG_IMAGE, message))
            : Optional.empty();
      }
      case Judgement.Waiting(String message) -> {
        suspicion.clear();
        heartbeat(message);
        yield Optional.empty();
      }
    };
  }

  /** Looks at the node on every change, until the look gives an answer. */
  private <T> T until(NodeRef ref, Look<T> look, T whenGone) {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node())) {
      while (true) {
        Optional<BootcNode> bootcNode = inSlot(ref);
        Optional<Node> node = cluster.node(ref.node());
        if (bootcNode.isEmpty() || node.isEmpty()) {
          return whenGone;
        }
        Optional<T> answer = look.at(bootcNode.get(), node.get());
        if (answer.isPresent()) {
          return answer.get();
        }
        changes.await(LOOK_AGAIN);
      }
    }
  }

  /** What one look at a node answers; empty while there is more to wait for. */
  private interface Look<T> {
    Optional<T> at(BootcNode bootcNode, Node node);
  }

  /**
   * The API server has the last word before a node counts as gone: this cache may not know its slot
   * yet.
   */
  private Optional<BootcNode> inSlot(NodeRef ref) {
    return cluster
        .bootcNode(ref.node())
        .filter(bootcNode -> holdsSlotIn(ref.pool(), bootcNode))
        .or(() ->
            writes
                .readBootcNode(ref.node())
                .filter(bootcNode -> holdsSlotIn(ref.pool(), bootcNode)));
  }

  private static boolean holdsSlotIn(String pool, BootcNode bootcNode) {
    return !bootcNode.isMarkedForDeletion()
        && ClusterCache.poolOf(bootcNode).filter(pool::equals).isPresent()
        && NodeFacts.holdsSlot(bootcNode);
  }

  private RolloutSpec rollout(NodeRef ref) {
    return cluster
        .pool(ref.pool())
        .flatMap(pool -> Optional.ofNullable(pool.getSpec().rollout()))
        .orElse(RolloutSpec.DEFAULTS);
  }

  private boolean softRebootAllowed(NodeRef ref) {
    return cluster
        .pool(ref.pool())
        .flatMap(pool -> Optional.ofNullable(pool.getSpec().disruption()))
        .filter(disruption -> disruption.rebootPolicy() == RebootPolicy.ALLOW_SOFT_REBOOT)
        .isPresent();
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
