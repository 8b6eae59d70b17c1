package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads pools and nodes, and writes what a verb says. Whatever fails is a {@link Problem}. */
public final class Cluster implements AutoCloseable {
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final int NAMED = 10;

  private final KubernetesClient client;
  private final Refusals refusals;

  private Cluster(KubernetesClient client, Refusals refusals) {
    this.client = client;
    this.refusals = refusals;
  }

  /**
   * Opens the cluster of a kubeconfig; nothing is asked yet.
   *
   * @param kubeconfig empty for the usual ones
   * @param context empty for the current one
   */
  public static Cluster open(String kubeconfig, String context) {
    Config config =
        new ConfigBuilder(Kubeconfigs.read(kubeconfig, context))
            .withUserAgent("kubectl-bootc")
            .withRequestTimeout(ANSWER_WITHIN_MILLIS)
            .withConnectionTimeout(CONNECT_WITHIN_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build();
    Refusals refusals = new Refusals(config.getMasterUrl());
    try {
      return new Cluster(
          new KubernetesClientBuilder()
              .withConfig(config)
              .withKubernetesSerialization(serialization())
              .build(),
          refusals);
    } catch (KubernetesClientException unusable) {
      throw refusals.problem(unusable);
    }
  }

  /** The library's own would look for a kind among all of Kubernetes, which takes half a second. */
  private static KubernetesSerialization serialization() {
    KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
    serialization.registerKubernetesResource(Status.class);
    return serialization;
  }

  /** By name. */
  public List<BootcNodePool> pools() {
    return list(BootcNodePool.class);
  }

  public BootcNodePool pool(String name) {
    return find(BootcNodePool.class, name).orElseThrow(() -> unknown("pool", name, pools()));
  }

  public Optional<BootcNodePool> findPool(String name) {
    return find(BootcNodePool.class, name);
  }

  public BootcNode bootcNode(String name) {
    return find(BootcNode.class, name)
        .orElseThrow(() -> unknown("node", name, list(BootcNode.class)));
  }

  /** By name. */
  public List<BootcNode> bootcNodes() {
    return list(BootcNode.class);
  }

  public Optional<BootcNode> findBootcNode(String name) {
    return find(BootcNode.class, name);
  }

  /** Empty also where it may not be read: the chart's roles for users do not ask for that. */
  public Optional<Node> findNode(String name) {
    try {
      return Optional.ofNullable(client.nodes().withName(name).get());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw refusals.problem(refused);
    }
  }

  /** What neither a pool nor a node is called. */
  public Problem unknown(String name) {
    return unknown("pool or node", name, pools());
  }

  private static Problem unknown(String what, String name, List<? extends HasMetadata> there) {
    List<String> names = there.stream().map(each -> each.getMetadata().getName()).toList();
    String kind = what.startsWith("pool") ? "pools" : "nodes";
    String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return new Problem(
        ExitCode.NOT_FOUND,
        "there is no %s %s; %s"
            .formatted(
                what,
                name,
                names.isEmpty()
                    ? "there are no " + kind + " at all"
                    : kind + ": " + some + (names.size() > NAMED ? ", …" : "")));
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return asked(() -> Optional.ofNullable(client.resources(kind).withName(name).get()));
  }

  private <T extends HasMetadata> List<T> list(Class<T> kind) {
    return asked(() ->
        client.resources(kind).list().getItems().stream()
            .sorted(Comparator.comparing(each -> each.getMetadata().getName()))
            .toList());
  }

  /** Each state of a pool from now on, until somebody closes it. */
  public PoolChanges changes(String pool) {
    return asked(() -> PoolChanges.of(client, pool));
  }

  /** Writes a merge patch, as {@code manager}, or only lets the API server check it. */
  public <T extends HasMetadata> T patch(
      Class<T> kind, String name, String patch, String manager, boolean dryRun) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            // The library puts it into the address as it is.
            .withFieldManager(URLEncoder.encode(manager, StandardCharsets.UTF_8))
            .withDryRun(dryRun ? List.of("All") : null)
            .build();
    try {
      return client.resources(kind).withName(name).patch(context, patch);
    } catch (KubernetesClientException refused) {
      throw refusals.ofAWrite(refused);
    }
  }

  /** What lies under a path; empty where it is not there, or may not be read. */
  public Optional<String> raw(String path) {
    try {
      return Optional.ofNullable(client.raw(path));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() > 0) {
        return Optional.empty();
      }
      throw refusals.problem(refused);
    }
  }

  /**
   * The way to Temporal's Web UI.
   *
   * @param address empty for that of the chart's pod
   */
  public TemporalForward temporal(String address) {
    return asked(() -> TemporalForward.to(client, address));
  }

  /** Who the API server takes us for; empty where it does not say. */
  public Optional<String> whoAmI() {
    return WhoAmI.ask(client);
  }

  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException failed) {
      throw refusals.problem(failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
