package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.playground.bench.VerbTimes.Way;
import dev.bootc.rollout.playground.temporal.TemporalUpdates;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A pool whose rollout is told things, and what it says. */
final class VerbScene {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final RolloutCluster cluster;
  private final TemporalUpdates updates;
  private final VerbTimes times;
  private int image;

  VerbScene(RolloutCluster cluster, TemporalUpdates updates, VerbTimes times) {
    this.cluster = cluster;
    this.updates = updates;
    this.times = times;
  }

  /** The digest that the pool asks for. */
  String digest() {
    return ImageDigest.in(RolloutCluster.image(image)).orElseThrow().text();
  }

  /** Another image, which nobody has approved; waits until it is staged. */
  void askForAnotherImage() {
    image++;
    cluster.edit(image);
    String staged = " " + nodes().size() + " staged,";
    awaitPool(status ->
        isAt(status, RolloutPhase.WAITING_FOR_APPROVAL)
            && digest().equals(rollout(status).digest())
            && Condition.find(status.conditions(), PoolConditions.UP_TO_DATE)
                .filter(condition -> condition.message().contains(staged))
                .isPresent());
  }

  void awaitPool(Predicate<BootcNodePoolStatus> so) {
    pool()
        .waitUntilCondition(
            seen -> seen != null && seen.getStatus() != null && so.test(seen.getStatus()),
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  void awaitUpToDate() {
    cluster.awaitUpToDate(image);
  }

  /** As it is now. */
  BootcNodePoolStatus status() {
    BootcNodePool seen = pool().get();
    return seen.getStatus() == null ? BootcNodePoolStatus.EMPTY : seen.getStatus();
  }

  static RolloutStatus rollout(BootcNodePoolStatus status) {
    if (status.rollout() == null) {
      throw new IllegalStateException("nothing is said of a rollout");
    }
    return status.rollout();
  }

  static boolean isAt(BootcNodePoolStatus status, RolloutPhase phase) {
    return status.rollout() != null && phase.text().equals(status.rollout().phase());
  }

  static boolean says(BootcNodePoolStatus status, String words) {
    return status.rollout() != null
        && status.rollout().message() != null
        && status.rollout().message().contains(words);
  }

  static boolean isBlocked(BootcNodePoolStatus status, BlockedBy.Kind kind) {
    return status.blockedBy().stream().anyMatch(entry -> entry.kind().equals(kind.text()));
  }

  // ---- what is told, and measured until the pool says so

  void update(
      String verb, String name, List<String> inputs, Predicate<BootcNodePoolStatus> effect) {
    measure(verb, Way.UPDATE, () -> send(name, inputs), () -> awaitPool(effect));
  }

  void edit(String verb, Map<String, ?> spec, Predicate<BootcNodePoolStatus> effect) {
    measure(verb, Way.KUBECTL, () -> edit(spec), () -> awaitPool(effect));
  }

  void annotate(String verb, String key, String value, Predicate<BootcNodePoolStatus> effect) {
    measure(verb, Way.KUBECTL, () -> annotate(key, value), () -> awaitPool(effect));
  }

  void annotateNode(
      String verb,
      String node,
      String key,
      @Nullable String value,
      Predicate<BootcNodePoolStatus> effect) {
    measure(verb, Way.KUBECTL, () -> annotateNode(node, key, value), () -> awaitPool(effect));
  }

  /** Another attempt is seen by an approval that is not the one of before. */
  void retry(Way way, String node) {
    String before = approvedAt(node(node).get());
    measure(
        "retry",
        way,
        way == Way.UPDATE
            ? () -> send("retry", List.of(node))
            : () -> annotateNode(node, BootcApi.VERDICT, null),
        () -> awaitNode(node, (seen, at) -> at != null && !at.equals(before)));
  }

  private void measure(String verb, Way way, Runnable call, Runnable effect) {
    long began = System.nanoTime();
    call.run();
    effect.run();
    times.add(verb, way, Duration.ofNanos(System.nanoTime() - began));
  }

  // ---- what is told, and not measured

  void send(String name, List<String> inputs) {
    updates.send("rollout/" + RolloutCluster.POOL, name, inputs);
  }

  void edit(Map<String, ?> spec) {
    pool().patch(MERGE, Serialization.asJson(Map.of("spec", spec)));
  }

  void annotate(String key, String value) {
    pool()
        .patch(
            MERGE,
            Serialization.asJson(Map.of("metadata", Map.of("annotations", Map.of(key, value)))));
  }

  void annotateNode(String node, String key, @Nullable String value) {
    node(node)
        .patch(
            MERGE,
            Serialization.asJson(
                Map.of("metadata", Map.of("annotations", Collections.singletonMap(key, value)))));
  }

  // ---- nodes

  List<String> nodes() {
    return cluster.fleet().nodes();
  }

  void spoil(String node, boolean spoilt) {
    if (spoilt) {
      cluster.fleet().setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    } else {
      cluster.fleet().clearFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    }
  }

  /** Waits until its attempt has failed in its slot. */
  void awaitFailed(String node) {
    awaitNode(
        node,
        (seen, _) ->
            annotation(seen, BootcApi.FAILED_IN_SLOT) != null
                && annotation(seen, BootcApi.VERDICT) != null);
  }

  private void awaitNode(String node, BiPredicate<BootcNode, @Nullable String> so) {
    node(node)
        .waitUntilCondition(
            seen -> seen != null && so.test(seen, approvedAt(seen)),
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  private static @Nullable String approvedAt(BootcNode node) {
    return annotation(node, BootcApi.APPROVED_AT);
  }

  private static @Nullable String annotation(BootcNode node, String key) {
    return node.getMetadata().getAnnotations().get(key);
  }

  private Resource<BootcNodePool> pool() {
    return cluster.client().resources(BootcNodePool.class).withName(RolloutCluster.POOL);
  }

  private Resource<BootcNode> node(String name) {
    return cluster.client().resources(BootcNode.class).withName(name);
  }
}
