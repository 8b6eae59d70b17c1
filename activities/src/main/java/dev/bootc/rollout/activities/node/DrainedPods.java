package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.drain.DrainedPod;
import dev.bootc.rollout.workflows.drain.DrainedPod.Role;
import dev.bootc.rollout.workflows.drain.PodTraits;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts what is known of a pod into the record that a drain decides on. */
final class DrainedPods {
  private static final String MIRROR_POD = "kubernetes.io/config.mirror";
  private static final String CORDON = "node.kubernetes.io/unschedulable";

  private final OwnPods ours;

  DrainedPods(OwnPods ours) {
    this.ours = ours;
  }

  DrainedPod of(Pod pod, PoolDrain drain) {
    ObjectMeta metadata = pod.getMetadata();
    return new DrainedPod(
        metadata.getUid(),
        metadata.getNamespace(),
        metadata.getName(),
        controller(metadata)
            .map(OwnerReference::getUid)
            .orElse(metadata.getNamespace() + "/" + metadata.getName()),
        role(pod, drain),
        pod.getSpec().getTolerations().stream().anyMatch(DrainedPods::toleratesCordon),
        ending(metadata),
        traits(pod));
  }

  private static PodTraits traits(Pod pod) {
    return new PodTraits(
        controller(pod.getMetadata()).isEmpty(),
        pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getEmptyDir() != null),
        controller(pod.getMetadata())
            .map(OwnerReference::getKind)
            .filter("Job"::equals)
            .isPresent(),
        Objects.requireNonNullElse(pod.getSpec().getPriority(), 0));
  }

  private Role role(Pod pod, PoolDrain drain) {
    if (pod.getStatus() != null
        && ("Succeeded".equals(pod.getStatus().getPhase())
            || "Failed".equals(pod.getStatus().getPhase()))) {
      return Role.FINISHED;
    }
    boolean mirror =
        pod.getMetadata().getAnnotations() != null
            && pod.getMetadata().getAnnotations().containsKey(MIRROR_POD);
    boolean ofDaemonSet =
        controller(pod.getMetadata())
            .map(OwnerReference::getKind)
            .filter("DaemonSet"::equals)
            .isPresent();
    if (mirror || ofDaemonSet) {
      return Role.OF_THE_NODE;
    }
    if (ours.isBound(pod)) {
      return Role.OURS_AND_BOUND;
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    return drain.selected().matches(labels) ? Role.EVICTABLE : Role.NOT_SELECTED;
  }

  private static Optional<OwnerReference> controller(ObjectMeta metadata) {
    return metadata.getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  /** As the scheduler sees it: an empty key tolerates every taint, an empty effect each effect. */
  private static boolean toleratesCordon(Toleration toleration) {
    String key = toleration.getKey();
    String effect = toleration.getEffect();
    boolean exists = "Exists".equals(toleration.getOperator());
    boolean ofCordon =
        isEmpty(key) ? exists : key.equals(CORDON) && (exists || isEmpty(toleration.getValue()));
    return ofCordon && (isEmpty(effect) || effect.equals("NoSchedule"));
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /** The API server writes when the grace period ends, not when it began. */
  private static DrainedPod.@Nullable Ending ending(ObjectMeta metadata) {
    String ends = metadata.getDeletionTimestamp();
    if (ends == null) {
      return null;
    }
    Long seconds = metadata.getDeletionGracePeriodSeconds();
    Duration grace = Duration.ofSeconds(seconds == null ? 0 : seconds);
    return new DrainedPod.Ending(
        WrittenTime.read(ends).map(end -> end.minus(grace).toString()).orElse(ends),
        grace,
        metadata.getFinalizers());
  }
}
