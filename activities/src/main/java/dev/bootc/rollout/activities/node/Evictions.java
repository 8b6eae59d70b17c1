package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.PodsOnNode;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.workflows.drain.DisruptionBudget;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.drain.DrainedPod;
import dev.bootc.rollout.workflows.drain.EvictionAnswer;
import dev.bootc.rollout.workflows.drain.EvictionRefusal;
import dev.bootc.rollout.workflows.drain.Preflight;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Eviction API, which honours PodDisruptionBudgets, to move pods off a node, and deletes
 * them where the pool says so. A refusal, also by a webhook, is no failure: it is reported.
 */
public final class Evictions {
  private static final int LONGEST = 200;

  private final KubernetesClient client;
  private final DrainedPods pods;
  private final Budgets budgets;
  private final Passengers passengers;
  private final AttachedVolumes volumes;

  public Evictions(KubernetesClient client, ClusterCache cluster) {
    this.client = client;
    this.pods = new DrainedPods(new OwnPods(cluster));
    this.budgets = new Budgets(client);
    this.passengers = new Passengers(client, cluster, pods);
    this.volumes = new AttachedVolumes(client);
  }

  /**
   * Whether pods are left that have to leave the node before it goes down, as the API server knows.
   *
   * @param comesBack workloads that are not waited for
   */
  boolean areNeededOn(String node, Set<String> comesBack, PoolDrain drain) {
    return listed(node, drain).stream().anyMatch(pod -> pod.mustLeave(comesBack));
  }

  /** The pods of the node as the API server has them. */
  List<DrainedPod> listed(String node, PoolDrain drain) {
    return on(node).stream().map(pod -> pods.of(pod, drain)).toList();
  }

  private List<Pod> on(String node) {
    return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems();
  }

  /** Who can never leave the node, and why; empty where all can. */
  Optional<String> objection(String node, PoolDrain drain) {
    try {
      return Preflight.objection(passengers.on(on(node), drain), drain.policy());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw refused;
      }
      return Optional.of(
          "cannot be looked at, update the chart: "
              + ForeignText.line(message(refused, refused.getStatus()), LONGEST));
    }
  }

  /** The volumes that are attached to the node. */
  List<String> volumesOn(String node) {
    return volumes.on(node);
  }

  /** Begins to watch the pods of a node. */
  PodsOnNode watch(String node, Runnable changed) {
    return PodsOnNode.watch(client, node, changed);
  }

  /** The pods of the node as they are seen. */
  List<DrainedPod> seen(PodsOnNode watched, PoolDrain drain) {
    return watched.all().stream().map(pod -> pods.of(pod, drain)).toList();
  }

  /** Asks once for that very pod: not for another that has its name by now. */
  EvictionAnswer evict(DrainedPod pod, DrainPolicy policy) {
    Eviction eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withNamespace(pod.namespace())
            .endMetadata()
            .withDeleteOptions(ofThatVery(pod, policy))
            .build();
    return ask(pod, EvictionRefusal.Asked.EVICTION, "POST", path(pod) + "/eviction", eviction);
  }

  /** Deletes that very pod, whatever its disruption budgets say. */
  EvictionAnswer delete(DrainedPod pod, DrainPolicy policy) {
    return ask(pod, EvictionRefusal.Asked.DELETION, "DELETE", path(pod), ofThatVery(pod, policy));
  }

  private static String path(DrainedPod pod) {
    return "/api/v1/namespaces/%s/pods/%s".formatted(pod.namespace(), pod.name());
  }

  private static DeleteOptions ofThatVery(DrainedPod pod, DrainPolicy policy) {
    Duration grace = policy.gracePeriod();
    return new DeleteOptionsBuilder()
        .withNewPreconditions()
        .withUid(pod.uid())
        .endPreconditions()
        .withGracePeriodSeconds(grace == null ? null : grace.toSeconds())
        .build();
  }

  private EvictionAnswer ask(
      DrainedPod pod, EvictionRefusal.Asked asked, String method, String path, Object body) {
    try {
      client.raw(path, method, body);
      return new EvictionAnswer.Evicted();
    } catch (KubernetesClientException refusal) {
      return switch (refusal.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT ->
            new EvictionAnswer.Gone();
        case HttpURLConnection.HTTP_UNAUTHORIZED -> throw refusal;
        default -> refused(pod, asked, refusal);
      };
    }
  }

  private EvictionAnswer refused(
      DrainedPod pod, EvictionRefusal.Asked asked, KubernetesClientException exception) {
    Status status = exception.getStatus();
    EvictionRefusal refusal =
        new EvictionRefusal(asked, exception.getCode(), message(exception, status), causes(status));
    Optional<DisruptionBudget> budget =
        refusal.budget().flatMap(name -> budgets.named(pod.namespace(), name));
    return new EvictionAnswer.Refused(refusal.text(budget), askAgainIn(status));
  }

  private static String message(KubernetesClientException exception, @Nullable Status status) {
    return status == null || status.getMessage() == null
        ? Objects.requireNonNullElse(exception.getMessage(), "no reason is given")
        : status.getMessage();
  }

  private static List<EvictionRefusal.Cause> causes(@Nullable Status status) {
    return status == null || status.getDetails() == null
        ? List.of()
        : status.getDetails().getCauses().stream().map(Evictions::cause).toList();
  }

  private static EvictionRefusal.Cause cause(StatusCause cause) {
    return new EvictionRefusal.Cause(
        Objects.requireNonNullElse(cause.getReason(), ""),
        Objects.requireNonNullElse(cause.getMessage(), ""));
  }

  private static Duration askAgainIn(@Nullable Status status) {
    return status == null
            || status.getDetails() == null
            || status.getDetails().getRetryAfterSeconds() == null
        ? Duration.ZERO
        : Duration.ofSeconds(status.getDetails().getRetryAfterSeconds());
  }
}
