package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StepApproval;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbDecision;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what somebody wants of a rollout where a person with kubectl would, in the name of whoever
 * said it. Looks at the API server, not at a cache; what it writes fails where that was old.
 */
final class VerbSteps {
  private static final int LONGEST_NAME = 160;
  private static final int UNPROCESSABLE = 422;

  /** A policy or a right of the cluster's; waiting does not mend it. */
  private static final Set<Integer> FOR_GOOD =
      Set.of(HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE);

  private final KubernetesClient kubernetes;
  private final VerbWrites writes;
  private final OpenRuns runs;
  private final Clock clock;

  /**
   * An order that is being carried out.
   *
   * @param pool as it is now
   * @param digest that the pool asks for; empty where that is not known
   */
  private record Task(BootcNodePool pool, String digest, VerbOrder order, String by) {
    RolloutSpec limits() {
      return Objects.requireNonNullElse(pool.getSpec().rollout(), RolloutSpec.DEFAULTS);
    }

    String byAndWhy() {
      return order.reason().isEmpty() ? by : by + ": " + order.reason();
    }

    String whyAndBy() {
      return order.reason().isEmpty() ? by : order.reason() + ", " + by;
    }
  }

  VerbSteps(KubernetesClient kubernetes, OpenRuns runs, Clock clock) {
    this.kubernetes = kubernetes;
    this.writes = new VerbWrites(kubernetes);
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * See {@link dev.bootc.rollout.workflows.pool.PoolStepActivities#carryOut}.
   *
   * @param workflowId of the run that was told
   */
  VerbAnswer carryOut(RolloutTarget target, VerbOrder order, String by, String workflowId) {
    if (order.problem().isPresent()) {
      return VerbAnswer.refused(order.problem().get());
    }
    BootcNodePool pool = kubernetes.resources(BootcNodePool.class).withName(target.pool()).get();
    if (pool == null || !target.poolUid().equals(pool.getMetadata().getUid())) {
      return VerbAnswer.refused("pool " + target.pool() + " is not there any more");
    }
    String digest = AskedImage.ifReadable(pool).map(image -> image.digest().text()).orElse("");
    Task task = new Task(pool, digest, order, ForeignText.line(by, LONGEST_NAME));
    if (!order.verb().holdsBack() && !task.limits().allowsAllVerbs()) {
      return VerbAnswer.refused(VerbDecision.whyNotAllowed(order, target));
    }
    try {
      return carryOut(task, target, workflowId);
    } catch (KubernetesClientException refused) {
      if (FOR_GOOD.contains(refused.getCode())) {
        return VerbAnswer.refused("the API server refuses it: " + refused.getMessage());
      }
      throw refused;
    }
  }

  private VerbAnswer carryOut(Task task, RolloutTarget target, String workflowId) {
    return switch (task.order().verb()) {
      case PAUSE -> VerbAnswer.refused("a pause by Temporal is the run's own");
      case RESUME -> resume(task);
      case APPROVE -> approve(task);
      case APPROVE_STEP -> approveStep(task);
      case CHECK_NOW -> checkNow(task);
      case RETRY -> member(task).map(node -> retry(task, node)).orElseGet(() -> noMember(task));
      case SKIP -> member(task).map(node -> skip(task, node)).orElseGet(() -> noMember(task));
      case UNDO -> undo(task, target);
      case CANCEL -> {
        boolean told = runs.cancel(workflowId, task.byAndWhy());
        yield told ? VerbAnswer.done("cancelled") : VerbAnswer.alreadySo("it is over");
      }
    };
  }

  private VerbAnswer resume(Task task) {
    if (!Boolean.TRUE.equals(task.limits().paused())) {
      return VerbAnswer.alreadySo(RolloutSpec.PAUSED_FIELD + " is not set");
    }
    writes.pool(task.pool(), Map.of("spec", Map.of("rollout", Map.of("paused", false))), task.by());
    return VerbAnswer.done(RolloutSpec.PAUSED_FIELD + " is false");
  }

  private VerbAnswer approve(Task task) {
    String digest = task.order().about();
    if (!digest.equals(task.digest())) {
      return VerbAnswer.refused("the pool asks for another digest by now");
    }
    if (!task.pool().getSpec().image().lacksApprovalOf(new ImageDigest(digest))) {
      return VerbAnswer.alreadySo("it needs no approval any more");
    }
    writes.pool(
        task.pool(), Map.of("spec", Map.of("image", Map.of("approvedDigest", digest))), task.by());
    return VerbAnswer.done("approved");
  }

  private VerbAnswer approveStep(Task task) {
    int step = Integer.parseInt(task.order().about());
    int steps = task.limits().steps() == null ? 0 : task.limits().steps().size();
    Optional<ImageDigest> digest =
        Optional.of(task.digest()).filter(ImageDigest::isValid).map(ImageDigest::new);
    if (step > steps || digest.isEmpty()) {
      return VerbAnswer.refused(
          "spec.rollout.steps of the pool has " + steps + ", no step " + step);
    }
    StepApproval wanted = StepApproval.of(step + " " + digest.get().shortText(), task.by());
    Optional<StepApproval> before =
        WrittenAnnotation.of(task.pool(), BootcApi.APPROVED_STEP)
            .map(written -> StepApproval.of(written.value(), written.signature()))
            .filter(approval -> approval.isAbout(digest.get()) && approval.step() >= step);
    if (before.isPresent()) {
      return VerbAnswer.alreadySo(before.get().text());
    }
    annotatePool(task, BootcApi.APPROVED_STEP, step + " " + digest.get().shortText());
    return VerbAnswer.done(wanted.text());
  }

  private VerbAnswer checkNow(Task task) {
    String ref = task.pool().getSpec().image().ref();
    if (!ImageRef.isTag(ref)) {
      return VerbAnswer.refused("spec.image.ref names a digest, which cannot move");
    }
    annotatePool(task, BootcApi.CHECK_NOW, now() + " " + task.by());
    return VerbAnswer.done("the registry is asked");
  }

  private VerbAnswer undo(Task task, RolloutTarget target) {
    UndoneByWord undo = new UndoneByWord(task.pool(), target);
    UndoWord word = undo.word(task.order().reason(), task.by(), now());
    VerbAnswer answer = undo.answer(word);
    if (answer.outcome() == VerbAnswer.Outcome.DONE) {
      annotatePool(task, BootcApi.UNDO, word.text());
    }
    return answer;
  }

  private Optional<BootcNode> member(Task task) {
    BootcNode node = kubernetes.resources(BootcNode.class).withName(task.order().about()).get();
    return Optional.ofNullable(node)
        .filter(known -> ClusterCache.isOf(known, task.pool().getMetadata().getUid()));
  }

  private static VerbAnswer noMember(Task task) {
    return VerbAnswer.refused(
        task.order().about()
            + " is no node of pool "
            + task.pool().getMetadata().getName()
            + ": kubectl get bn");
  }

  private VerbAnswer retry(Task task, BootcNode node) {
    Optional<Verdict> failure =
        NodeFacts.verdict(node)
            .filter(verdict -> Verdict.failureAt(verdict, task.digest()).isPresent());
    if (failure.isEmpty()) {
      return VerbAnswer.alreadySo(
          "no attempt of it at this digest has failed; it is " + NodeState.of(node));
    }
    writes.annotate(node, BootcApi.VERDICT, null, task.by());
    return VerbAnswer.done("tried again; it was " + failure.get().outcome());
  }

  private VerbAnswer skip(Task task, BootcNode node) {
    if (NodeFacts.skip(node).filter(mark -> mark.isAbout(task.digest())).isPresent()) {
      return VerbAnswer.alreadySo("it is skipped already");
    }
    boolean runsIt =
        NodeState.of(node) == NodeState.UP_TO_DATE
            && node.getSpec().desiredImage().endsWith(task.digest());
    if (runsIt || task.digest().isEmpty()) {
      return VerbAnswer.refused(
          runsIt ? "it runs the image already" : "the pool names no digest that is rolled out");
    }
    writes.annotate(
        node, BootcApi.SKIP, new SkipMark(task.digest(), task.whyAndBy()).text(), task.by());
    return VerbAnswer.done("left out of this rollout");
  }

  private void annotatePool(Task task, String key, String value) {
    writes.pool(
        task.pool(), Map.of("metadata", Map.of("annotations", Map.of(key, value))), task.by());
  }

  private Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
  }
}
