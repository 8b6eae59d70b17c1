package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads pools and nodes, and writes what a verb says. Whatever fails is a {@link Problem}. */
public final class Cluster implements AutoCloseable {
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final long PAGE = 500;

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
    return find(BootcNodePool.class, name)
        .orElseThrow(() -> UnknownName.problem("pool", name, pools()));
  }

  public Optional<BootcNodePool> findPool(String name) {
    return find(BootcNodePool.class, name);
  }

  public BootcNode bootcNode(String name) {
    return find(BootcNode.class, name)
        .orElseThrow(() -> UnknownName.problem("node", name, some(BootcNode.class)));
  }

  /** Of all nodes. */
  public List<String> bootcNodeNames() {
    List<String> names = new ArrayList<>();
    everyBootcNode(node -> names.add(node.getMetadata().getName()));
    return names;
  }

  /** Those of a pool, by name. */
  public List<BootcNode> bootcNodesOf(String pool) {
    List<BootcNode> members = new ArrayList<>();
    everyBootcNode(node -> {
      boolean isMember =
          node.getMetadata().getOwnerReferences().stream()
              .anyMatch(owner ->
                  Boolean.TRUE.equals(owner.getController()) && owner.getName().equals(pool));
      if (isMember) {
        members.add(node);
      }
    });
    return members;
  }

  /** In pages, so that thousands are never held whole. */
  private void everyBootcNode(Consumer<BootcNode> seen) {
    ListOptions page = new ListOptionsBuilder().withLimit(PAGE).build();
    do {
      var list = asked(() -> client.resources(BootcNode.class).list(page));
      list.getItems().forEach(seen);
      page.setContinue(list.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
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
    return UnknownName.problem("pool or node", name, pools());
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return asked(() -> Optional.ofNullable(client.resources(kind).withName(name).get()));
  }

  /** Enough to name a few. */
  private <T extends HasMetadata> List<T> some(Class<T> kind) {
    ListOptions few = new ListOptionsBuilder().withLimit(UnknownName.NAMED + 1L).build();
    return asked(() -> client.resources(kind).list(few).getItems());
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

  /**
   * Writes a merge patch, or a JSON patch where it is an array, as {@code manager}, or only lets
   * the API server check it.
   */
  public <T extends HasMetadata> T patch(
      Class<T> kind, String name, String patch, String manager, boolean dryRun) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(patch.startsWith("[") ? PatchType.JSON : PatchType.JSON_MERGE)
            // The library puts it into the address as it is.
            .withFieldManager(URLEncoder.encode(manager, StandardCharsets.UTF_8))
            .withDryRun(dryRun ? List.of("All") : null)
            .build();
    try {
      return client.resources(kind).withName(name).patch(context, patch);
    } catch (KubernetesClientException refused) {
      throw refusals.ofAWrite(refused, HasMetadata.getPlural(kind) + " " + name);
    }
  }

  /** What is read by its path, as it is. */
  public RawApi raw() {
    return new RawApi(client);
  }

  /**
   * The pool as it is, asked for although changes ought to be heard of; empty where there is none.
   * An API server that does not answer may do so again, and what it refuses is a {@link Problem}.
   */
  public Optional<PoolChanges.Seen> look(String pool) {
    try {
      BootcNodePool found = client.resources(BootcNodePool.class).withName(pool).get();
      return Optional.of(
          found == null ? new PoolChanges.Seen.Gone() : new PoolChanges.Seen.State(found));
    } catch (KubernetesClientException refused) {
      return switch (refused.getCode()) {
        case HttpURLConnection.HTTP_UNAUTHORIZED,
            HttpURLConnection.HTTP_FORBIDDEN,
            HttpURLConnection.HTTP_NOT_FOUND ->
            throw refusals.problem(refused);
        default -> Optional.empty();
      };
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
