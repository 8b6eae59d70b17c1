package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.plugin.bundle.Bundle.NotRead;
import dev.bootc.rollout.plugin.bundle.Bundle.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Logs of our pods; of agents only of those nodes that a pool names, as in flight, as failed or as
 * in the way, since there may be thousands that have nothing to tell.
 */
final class PodLogs {
  /** Of each container. */
  private static final int LINES = 5_000;

  private static final int BYTES = 4_000_000;

  private static final int AGENTS = 20;

  private static final int OTHERS = 30;

  /** A node that is down keeps the API server waiting; more at a time would need more memory. */
  private static final int AT_ONCE = 5;

  private final Source source;
  private final BundleFolder folder;
  private final List<String> told;
  private final Set<String> named = new TreeSet<>();
  private final List<Pod> agents = new ArrayList<>();
  private final List<Pod> others = new ArrayList<>();

  private record Pod(String namespace, String name, String node, List<Container> containers) {}

  private record Container(String name, boolean restarted) {}

  PodLogs(Source source, BundleFolder folder, List<String> told) {
    this.source = source;
    this.folder = folder;
    this.told = told;
  }

  void addPool(JsonNode pool) {
    JsonNode rollout = pool.at("/status/rollout");
    rollout.path("failed").forEach(node -> named.add(node.path("node").asText()));
    rollout.path("inFlight").forEach(node -> named.add(node.path("node").asText()));
    for (JsonNode entry : pool.at("/status/blockedBy")) {
      entry.path("nodes").forEach(node -> named.add(node.asText()));
    }
  }

  void addPod(JsonNode pod) {
    JsonNode labels = pod.at("/metadata/labels");
    boolean agent = labels.path("app.kubernetes.io/component").asText().equals("agent");
    List<Container> containers = new ArrayList<>();
    for (JsonNode container : pod.at("/spec/containers")) {
      String name = container.path("name").asText();
      containers.add(new Container(name, hasRestarted(pod, name)));
    }
    (agent ? agents : others)
        .add(
            new Pod(
                pod.at("/metadata/namespace").asText(),
                pod.at("/metadata/name").asText(),
                pod.at("/spec/nodeName").asText(),
                containers));
  }

  private static boolean hasRestarted(JsonNode pod, String container) {
    return pod.at("/status/containerStatuses")
        .valueStream()
        .anyMatch(status ->
            status.path("name").asText().equals(container)
                && status.path("restartCount").asInt() > 0);
  }

  void write() throws IOException {
    List<Pod> wanted = agents.stream().filter(pod -> named.contains(pod.node())).toList();
    write(others, OTHERS, "pods of ours");
    write(wanted, AGENTS, "agents of nodes that a pool names");
    if (wanted.size() < agents.size()) {
      told.add(
          "left out: logs of "
              + (agents.size() - wanted.size())
              + " agents of nodes that no pool names as in flight, failed or in the way");
    }
  }

  private void write(List<Pod> pods, int most, String what) throws IOException {
    List<Callable<Optional<String>>> readings =
        pods.stream().limit(most).map(pod -> (Callable<Optional<String>>) () -> logs(pod)).toList();
    try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Optional<String>> reading : readers.invokeAll(readings)) {
        done(reading).ifPresent(told::add);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
    if (pods.size() > most) {
      told.add(
          "left out: logs of %d %s: the first %d are here"
              .formatted(pods.size() - most, what, most));
    }
  }

  private static <T> T done(Future<T> reading) throws IOException, InterruptedException {
    try {
      return reading.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException unwritable) {
        throw unwritable;
      }
      throw new IllegalStateException(failed);
    }
  }

  /**
   * One that is not read is noted; the others of a pod are on the same node.
   *
   * @return why, where one was not read
   */
  private Optional<String> logs(Pod pod) throws IOException {
    for (Container container : pod.containers()) {
      String path =
          "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d&limitBytes=%d"
              .formatted(pod.namespace(), pod.name(), container.name(), LINES, BYTES);
      String file = "logs/%s.%s.%s".formatted(pod.namespace(), pod.name(), container.name());
      try {
        log(path, file + ".log");
        if (container.restarted()) {
          log(path + "&previous=true", file + ".previous.log");
        }
      } catch (NotRead why) {
        return Optional.of(
            "not read: log of pod %s/%s on node %s: %s"
                .formatted(pod.namespace(), pod.name(), pod.node(), why.getMessage()));
      }
    }
    return Optional.empty();
  }

  private void log(String path, String file) throws NotRead, IOException {
    folder.write(file, Redaction.text(source.read(path)));
  }
}
