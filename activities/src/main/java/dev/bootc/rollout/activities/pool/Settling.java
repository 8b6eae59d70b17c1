package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.activities.node.HostMayGoDown;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.CancelWord;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.Settled;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ends the updates of a pool that was cancelled, and sees to it that its nodes are restored. */
final class Settling {
  /**
   * An update that is not over by then is named; whenever it goes on, it restores its node. Longer
   * than a host is waited for that was rebooting.
   */
  private static final Duration RESTORED_WITHIN = Duration.ofSeconds(150);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration GATHER = Duration.ofMillis(200);

  private final KubernetesClient kubernetes;
  private final ClusterCache cluster;
  private final NodeStepActivities steps;
  private final Speakers speakers;
  private final OpenRuns runs;
  private final SignalHistory signals;

  Settling(
      KubernetesClient kubernetes,
      ClusterCache cluster,
      NodeStepActivities steps,
      Speakers speakers,
      OpenRuns runs,
      SignalHistory signals) {
    this.kubernetes = kubernetes;
    this.cluster = cluster;
    this.steps = steps;
    this.speakers = speakers;
    this.runs = runs;
    this.signals = signals;
  }

  /** The rollout that was cancelled. */
  private record Cancelled(String workflowId, String pool, String poolUid) {
    String updateOf(String node) {
      return RolloutNames.nodeWorkflowId(workflowId, node);
    }

    NodeRef ref(String node) {
      return new NodeRef(pool, poolUid, node);
    }
  }

  /** See {@link dev.bootc.rollout.workflows.pool.PoolWaitActivities#settle}. */
  Settled settle(
      RolloutTarget target,
      StartedNodes started,
      @Nullable Pause pause,
      Changes.Subscription changes,
      Heartbeat heartbeat) {
    ActivityInfo run = Activity.getExecutionContext().getInfo();
    String workflowId = Objects.requireNonNull(run.getWorkflowId());
    Cancelled rollout = new Cancelled(workflowId, target.pool(), target.poolUid());
    Set<String> known = new LinkedHashSet<>(started.names());
    known.addAll(namesOf(cluster.bootcNodesOf(target.pool()), NodeFacts::holdsSlot));
    Set<String> inFlight = new TreeSet<>(ofAnEarlierAttempt());
    inFlight.addAll(tell(rollout, known));
    heartbeat.say(String.join(" ", inFlight));
    String by =
        canceller(target.pool(), workflowId, Objects.requireNonNull(run.getWorkflowRunId()));
    String message = "cancelled by " + by + "; being restored: " + inFlight.size() + " in flight";
    Report report = Report.last(RolloutPhase.CANCELLED, message, pause);
    speakers.lastWord(target.pool(), run, RolloutStatuses.ofEnd(target, report, run));
    Map<String, String> left = await(rollout, inFlight, changes, heartbeat);
    return settled(by, rollout, inFlight, left);
  }

  /**
   * Whoever wrote on the pool had the right to, which the API server has checked; the name beside
   * it they give themselves, as whoever asks Temporal does.
   */
  private String canceller(String pool, String workflowId, String runId) {
    Optional<BootcNodePool> seen = cluster.pool(pool);
    Optional<RolloutStatus> reported = seen.flatMap(RolloutStatus::on);
    return seen.flatMap(CancelWord::on)
        .filter(word ->
            word.runId().equals(runId)
                || reported.filter(rollout -> rollout.isOfRun(word.runId())).isPresent())
        .map(CancelWord::byAndWhy)
        .orElseGet(() -> signals.canceller(workflowId, runId));
  }

  /** What it told its heartbeat: what is restored by now is not found a second time. */
  private static List<String> ofAnEarlierAttempt() {
    return Activity.getExecutionContext()
        .getHeartbeatDetails(String.class)
        .filter(names -> !names.isEmpty())
        .map(names -> List.of(names.split(" ")))
        .orElse(List.of());
  }

  /**
   * Tells all who may be in flight to end.
   *
   * @param known those that the rollout or a cache knows of; they are told first, since the API
   *     server may be away
   * @return those that are in flight
   */
  private Set<String> tell(Cancelled rollout, Set<String> known) {
    Set<String> inFlight = new TreeSet<>(toldNow(rollout, known));
    List<String> holders = namesOf(members(rollout), NodeFacts::holdsSlot);
    toldNow(rollout, holders.stream().filter(node -> !known.contains(node)).toList());
    inFlight.addAll(holders);
    return inFlight;
  }

  private List<String> toldNow(Cancelled rollout, Collection<String> nodes) {
    return those(
        nodes,
        node -> runs.cancel(rollout.updateOf(node), "the rollout of its pool was cancelled"));
  }

  /**
   * Waits until no update is open, and restores what those left behind that somebody terminated.
   *
   * @return the nodes that are not restored in time, each with why
   */
  private Map<String, String> await(
      Cancelled rollout,
      Collection<String> inFlight,
      Changes.Subscription changes,
      Heartbeat heartbeat) {
    Map<String, String> left = new LinkedHashMap<>();
    inFlight.forEach(node -> left.put(node, "its update has not come to its end"));
    long began = System.nanoTime();
    look(rollout, left);
    while (!left.isEmpty()
        && Duration.ofNanos(System.nanoTime() - began).compareTo(RESTORED_WITHIN) < 0) {
      heartbeat.requireWanted();
      changes.await(LOOK_AGAIN);
      changes.gather(GATHER);
      look(rollout, left);
    }
    return left;
  }

  private void look(Cancelled rollout, Map<String, String> left) {
    List<String> over = those(left.keySet(), node -> !runs.isOpen(rollout.updateOf(node)));
    for (String node : over) {
      restore(rollout.ref(node))
          .ifPresentOrElse(refusal -> left.put(node, refusal), () -> left.remove(node));
    }
  }

  /** Does nothing where the update has done it. */
  private Optional<String> restore(NodeRef ref) {
    try {
      steps.restore(ref, ref.howToTryAgain());
      return Optional.empty();
    } catch (KubernetesClientException | HostMayGoDown refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /** What is to be said once no more is done. */
  private Settled settled(
      String by, Cancelled rollout, Collection<String> inFlight, Map<String, String> left) {
    List<String> restored = inFlight.stream().filter(node -> !left.containsKey(node)).toList();
    List<String> rebooting = namesOf(members(rollout), Settling::hadLeave);
    return new Settled(
        by,
        restored,
        rebooting.stream().filter(restored::contains).toList(),
        left.entrySet().stream().map(node -> node.getKey() + ": " + node.getValue()).toList());
  }

  /** An approval that was taken back counts as the attempt, and leaves this. */
  private static boolean hadLeave(BootcNode node) {
    return NodeState.of(node) != NodeState.UP_TO_DATE
        && NodeFacts.verdict(node)
            .filter(verdict -> verdict.outcome() == Verdict.Outcome.CANCELLED)
            .isPresent();
  }

  private List<BootcNode> members(Cancelled rollout) {
    return kubernetes.resources(BootcNode.class).list().getItems().stream()
        .filter(node -> ClusterCache.isOf(node, rollout.poolUid()))
        .toList();
  }

  private static List<String> namesOf(List<BootcNode> nodes, Predicate<BootcNode> which) {
    return nodes.stream().filter(which).map(node -> node.getMetadata().getName()).toList();
  }

  private static List<String> those(Collection<String> nodes, Predicate<String> which) {
    List<String> names = List.copyOf(nodes);
    List<Callable<Boolean>> questions = new ArrayList<>();
    names.forEach(node -> questions.add(() -> which.test(node)));
    try (ParallelWrites inParallel = new ParallelWrites()) {
      List<Boolean> answers = inParallel.all(questions);
      List<String> those = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (answers.get(i)) {
          those.add(names.get(i));
        }
      }
      return those;
    }
  }
}
