package dev.bootc.rollout.activities.node;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Asks the Eviction API, which honours PodDisruptionBudgets, to move pods off a node. A refusal,
 * also by a webhook, is no failure: it is reported and asked again.
 */
public final class Evictions {
  private static final String MIRROR_POD = "kubernetes.io/config.mirror";

  private final KubernetesClient client;

  public Evictions(KubernetesClient client) {
    this.client = client;
  }

  /** Whether pods are left that have to leave the node before it goes down. */
  boolean areNeededOn(String node) {
    return podsOn(node).anyMatch(Evictions::mustLeave);
  }

  /**
   * Evicts what can be evicted now, and answers what is left.
   *
   * @param progress told before each eviction: a pass over many pods takes long, and must be
   *     stoppable
   */
  PodsLeft evictFrom(String node, Consumer<String> progress) {
    return new PodsLeft(
        podsOn(node)
            .filter(Evictions::mustLeave)
            .map(pod -> {
              progress.accept("evicting " + name(pod));
              return name(pod) + ": " + evict(pod);
            })
            .toList());
  }

  private Stream<Pod> podsOn(String node) {
    return client
        .pods()
        .inAnyNamespace()
        .withField("spec.nodeName", node)
        .list()
        .getItems()
        .stream();
  }

  /**
   * DaemonSets bring their pods back at once, mirror pods belong to the kubelet, and finished pods
   * do nothing.
   */
  private static boolean mustLeave(Pod pod) {
    boolean finished =
        pod.getStatus() != null
            && ("Succeeded".equals(pod.getStatus().getPhase())
                || "Failed".equals(pod.getStatus().getPhase()));
    boolean mirror =
        pod.getMetadata().getAnnotations() != null
            && pod.getMetadata().getAnnotations().containsKey(MIRROR_POD);
    boolean ofDaemonSet =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .map(OwnerReference::getKind)
            .anyMatch("DaemonSet"::equals);
    return !finished && !mirror && !ofDaemonSet;
  }

  private String evict(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return "terminating since " + pod.getMetadata().getDeletionTimestamp();
    }
    try {
      client.raw(
          "/api/v1/namespaces/%s/pods/%s/eviction"
              .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
          "POST",
          eviction(pod));
      return "evicted, terminating";
    } catch (KubernetesClientException refusal) {
      return switch (refusal.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND -> "gone";
        case 0 -> "no answer to its eviction: " + refusal.getMessage();
        case HttpURLConnection.HTTP_UNAUTHORIZED -> throw refusal;
        default -> reason(refusal);
      };
    }
  }

  private static Eviction eviction(Pod pod) {
    return new EvictionBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .endMetadata()
        .build();
  }

  /** A PodDisruptionBudget explains itself in the causes; a webhook in the message. */
  private static String reason(KubernetesClientException refusal) {
    Status status = refusal.getStatus();
    if (status == null) {
      return "eviction refused with code " + refusal.getCode();
    }
    String causes =
        status.getDetails() == null
            ? ""
            : String.join(
                ", ",
                status.getDetails().getCauses().stream()
                    .map(cause -> Objects.requireNonNullElse(cause.getMessage(), ""))
                    .toList());
    return causes.isBlank() ? "eviction refused: " + status.getMessage() : causes;
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
