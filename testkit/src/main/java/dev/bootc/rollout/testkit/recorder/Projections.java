package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cuts objects of the API server down to facts. */
final class Projections {

  private static final String STATIC_POD = "kubernetes.io/config.mirror";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");
  private static final List<String> SLOT_ANNOTATIONS =
      List.of(BootcApi.IN_REBOOT_SLOT, BootcApi.WAS_CORDONED, BootcApi.SLOT_SINCE);

  private Projections() {}

  static Facts node(Node node) {
    Optional<NodeCondition> ready =
        node.getStatus() == null
            ? Optional.empty()
            : node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
    return new Facts.OfNode(
        name(node),
        Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
        ready.map(condition -> condition.getStatus().equals("True")).orElse(null),
        bootId(node),
        labels(node).containsKey(BootcApi.MANAGED_LABEL));
  }

  static Facts pod(Pod pod) {
    return new Facts.OfPod(
        pod.getMetadata().getNamespace(),
        name(pod),
        pod.getMetadata().getUid(),
        orEmpty(pod.getSpec().getNodeName()),
        labels(pod),
        isEvictable(pod),
        isReady(pod),
        pod.getMetadata().getDeletionTimestamp() != null,
        pod.getStatus() != null && FINISHED.contains(orEmpty(pod.getStatus().getPhase())));
  }

  static Facts budget(PodDisruptionBudget budget) {
    Integer desired = budget.getStatus() == null ? null : budget.getStatus().getDesiredHealthy();
    return new Facts.OfBudget(
        budget.getMetadata().getNamespace(),
        name(budget),
        budget.getSpec().getSelector(),
        desired == null ? 0 : desired);
  }

  static Facts bootcNode(BootcNode node) {
    Map<String, String> annotations = annotations(node);
    return new Facts.OfBootcNode(
        name(node),
        controller(node),
        annotations.containsKey(BootcApi.IN_REBOOT_SLOT),
        SLOT_ANNOTATIONS.stream().filter(annotations::containsKey).collect(Collectors.toSet()),
        digestIn(node.getSpec().desiredImage()),
        node.getSpec().desiredImageState() == DesiredImageState.BOOTED,
        booted(node.getStatus()));
  }

  static Facts pool(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    IntOrString limit = rollout == null ? null : rollout.maxUnavailable();
    return new Facts.OfPool(
        name(pool), limit == null ? "1" : String.valueOf(limit.getValue()), targetDigest(pool));
  }

  private static String targetDigest(BootcNodePool pool) {
    String pinned = digestIn(pool.getSpec().image().ref());
    BootcNodePoolStatus status = pool.getStatus();
    return pinned.isEmpty() && status != null ? orEmpty(status.targetDigest()) : pinned;
  }

  private static Set<String> booted(@Nullable BootcNodeStatus status) {
    ImageInfo booted = status == null ? null : status.booted();
    if (booted == null) {
      return Set.of();
    }
    Set<String> digests = new HashSet<>();
    digests.add(booted.imageDigest());
    ImageDigest.in(booted.image()).ifPresent(pin -> digests.add(pin.text()));
    return digests;
  }

  private static String bootId(Node node) {
    return node.getStatus() == null || node.getStatus().getNodeInfo() == null
        ? ""
        : orEmpty(node.getStatus().getNodeInfo().getBootID());
  }

  private static boolean isEvictable(Pod pod) {
    boolean daemon =
        pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owner.getKind().equals("DaemonSet"));
    return !daemon && !annotations(pod).containsKey(STATIC_POD);
  }

  private static boolean isReady(Pod pod) {
    Stream<PodCondition> conditions =
        pod.getStatus() == null ? Stream.empty() : pod.getStatus().getConditions().stream();
    return conditions.anyMatch(
        condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static String controller(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(OwnerReference::getName)
        .findFirst()
        .orElse("");
  }

  private static String digestIn(String image) {
    return ImageDigest.in(image).map(ImageDigest::text).orElse("");
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static Map<String, String> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
