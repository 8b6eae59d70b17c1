package dev.bootc.rollout.agent.node;

import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.agent.plan.Report;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The BootcNode of this node. One watch on this one object keeps it current; the library connects
 * it again, with growing pauses, for as long as it takes.
 */
public final class NodeObject implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeObject.class);

  private final KubernetesClient client;
  private final Runnable changed;
  private final StatusWriter statusWriter;
  private final NodeReader reader;
  private final Resource<GenericKubernetesResource> resource;
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private final AtomicReference<@Nullable WrittenStatus> written = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> lastContact = new AtomicReference<>();
  private final AtomicReference<@Nullable String> complaint = new AtomicReference<>();
  private final Instant born = Instant.now();
  private final long bornNanos = System.nanoTime();
  private final MissedNews missed = new MissedNews();
  private final WatchGuard guard = new WatchGuard(born);

  /**
   * @param changed called after each change of what the node shall become, not after those of its
   *     status
   */
  public NodeObject(KubernetesClient client, String name, Runnable changed) {
    this.client = client;
    this.statusWriter = new StatusWriter(client);
    this.changed = changed;
    this.reader = new NodeReader(client.getKubernetesSerialization());
    this.resource = client.genericKubernetesResources(StatusWriter.DEFINITION).withName(name);
    this.informer =
        resource
            .runnableInformer(0)
            .addEventHandler(new SpecChanges(changed))
            .exceptionHandler(this::sayAndTryAgain);
  }

  /** Begins to watch; returns at once. */
  public void start() {
    // The first object arrives before the informer calls itself synced.
    CompletableFuture<?> _ = informer.start().thenRun(changed).toCompletableFuture();
  }

  /** Whether the API server has answered since the start. */
  public boolean isKnown() {
    return informer.hasSynced();
  }

  /** Why it has not: what the API server's last refusal or silence means. */
  public Optional<String> complaint() {
    return Optional.ofNullable(complaint.get());
  }

  /** The object as it was last seen; empty where there is none. */
  public Optional<NodeReading> last() {
    return missed.or(seen()).map(this::withOwnStatus);
  }

  private Optional<GenericKubernetesResource> seen() {
    return informer.getStore().list().stream().findFirst();
  }

  /**
   * What was just written need not be written again because the watch has not told of it yet. Only
   * for a while: after a restore of the cluster from a backup, its versions are lower than ours.
   */
  private NodeReading withOwnStatus(GenericKubernetesResource seen) {
    NodeReading reading = reader.read(seen);
    WrittenStatus ours = written.get();
    if (ours != null && ours.isNewerThan(reading.node(), System.nanoTime())) {
      reading.node().setStatus(ours.status());
    }
    return reading;
  }

  /** When the API server was last known to answer or to keep the watch open; empty: never yet. */
  public Optional<Instant> lastContact() {
    if (informer.isWatching()) {
      lastContact.set(Instant.now());
    }
    return Optional.ofNullable(lastContact.get());
  }

  /** To be called now and then: finds a watch that hangs. */
  public void lookAfterWatch() {
    guard.hears(Objects.requireNonNullElse(informer.lastSyncResourceVersion(), ""), sinceBorn());
    if (informer.isWatching()) {
      complaint.set(null);
    }
    guard.look(informer.isWatching(), this::serverAnswers, this::missedSomething, sinceBorn());
  }

  /** Since when the watch is gone although the API server answers; empty where all is well. */
  public Optional<Instant> watchStuckSince() {
    return guard.stuckSince();
  }

  /** By the clock as it was at the start: whoever sets it later moves nothing here. */
  private Instant sinceBorn() {
    return born.plusNanos(System.nanoTime() - bornNanos);
  }

  private boolean serverAnswers() {
    try {
      return fresh().isPresent();
    } catch (KubernetesClientException refused) {
      LOG.atDebug().setCause(refused).log("the API server does not answer");
      return refused.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED && hasClientCertificate();
    }
  }

  /** Whether the API server has another spec than the watch told of, which counts from now on. */
  private boolean missedSomething() {
    try {
      boolean missedIt = missed.differ(seen(), ask());
      if (missedIt) {
        changed.run();
      }
      return missedIt;
    } catch (KubernetesClientException away) {
      LOG.atDebug().setCause(away).log("the API server does not answer");
      return false;
    }
  }

  /** The library reads a token again by itself, and a certificate only in a new process. */
  private boolean hasClientCertificate() {
    Config config = client.getConfiguration();
    return config.getClientCertFile() != null || config.getClientCertData() != null;
  }

  /** Of the image that the node shall run, as far as is known; for the log. */
  public Optional<String> wantedDigest() {
    return last()
        .map(NodeReading::node)
        .map(BootcNode::getSpec)
        .map(BootcNodeSpec::desiredImage)
        .map(image -> image.substring(image.indexOf('@') + 1));
  }

  /** The object as the API server has it at this moment; empty where there is none. */
  public Optional<NodeReading> fresh() {
    return ask().map(reader::read);
  }

  private Optional<GenericKubernetesResource> ask() {
    GenericKubernetesResource answer = resource.get();
    lastContact.set(Instant.now());
    return Optional.ofNullable(answer);
  }

  /** Writes the status if it says something new. */
  public void report(BootcNode node, Report report, Instant now) {
    BootcNodeStatus previous = Optional.ofNullable(node.getStatus()).orElse(BootcNodeStatus.EMPTY);
    BootcNodeStatus status =
        NodeStatusFactory.status(previous, report, node.getMetadata().getGeneration(), now);
    if (status.equals(previous)) {
      return;
    }
    GenericKubernetesResource answer = statusWriter.write(node, status);
    lastContact.set(now);
    written.set(new WrittenStatus(answer.getMetadata(), reader.status(answer), System.nanoTime()));
    LOG.atInfo()
        .addKeyValue("phase", report.phase())
        .addKeyValue("message", report.message())
        .addKeyValue("error", report.error().orElse(""))
        .log("the status is written");
  }

  @Override
  public void close() {
    informer.close();
  }

  /** The library asks again and again, so only what is new is said. */
  private boolean sayAndTryAgain(boolean started, Throwable failure) {
    String now =
        "API server %s: %s"
            .formatted(
                client.getMasterUrl(),
                ApiServerComplaint.ofWatch(failure).orElseGet(() -> String.valueOf(failure)));
    if (!now.equals(complaint.getAndSet(now))) {
      LOG.atWarn().addKeyValue("reason", now).log("cannot watch the BootcNode, trying again");
    }
    return true;
  }
}
