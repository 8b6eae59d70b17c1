package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what helps somebody who cannot look into the cluster. What cannot be read is noted. */
public final class Bundle {
  /** Of each container. */
  private static final int LINES = 5_000;

  private static final String OURS = "labelSelector=app.kubernetes.io%2Fpart-of%3Dbootc-rollout";

  /** Files and where their content is. Secrets are not among them, and ConfigMaps neither. */
  private static final Map<String, String> LISTS = new LinkedHashMap<>();

  static {
    LISTS.put("pools.json", "/apis/node.bootc.dev/v1alpha1/bootcnodepools");
    LISTS.put("bootcnodes.json", "/apis/node.bootc.dev/v1alpha1/bootcnodes");
    LISTS.put("bootcoperatorconfigs.json", "/apis/node.bootc.dev/v1alpha1/bootcoperatorconfigs");
    LISTS.put("events.json", "/apis/events.k8s.io/v1/events?limit=2000");
    LISTS.put("deployments.json", "/apis/apps/v1/deployments?" + OURS);
    LISTS.put("daemonsets.json", "/apis/apps/v1/daemonsets?" + OURS);
    LISTS.put("pods.json", "/api/v1/pods?" + OURS);
    LISTS.put("version.json", "/version");
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Source source;
  private final Path folder;
  private final List<String> files = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /** Where it is read. */
  public interface Source {
    /**
     * What lies under a path of the API server.
     *
     * @return empty where it may not be read, or is not there
     */
    Optional<String> read(String path);
  }

  private Bundle(Source source, Path folder) {
    this.source = source;
    this.folder = folder;
  }

  /**
   * Writes it into an empty folder.
   *
   * @return what was written and what could not be read, for people
   */
  public static List<String> write(Source source, Path folder) throws IOException {
    Bundle bundle = new Bundle(source, folder);
    bundle.lists();
    List<String> told = new ArrayList<>();
    told.add(bundle.files.size() + " files in " + folder);
    bundle.missing.forEach(path -> told.add("not there, or not allowed: " + path));
    return told;
  }

  private void lists() throws IOException {
    for (Map.Entry<String, String> list : LISTS.entrySet()) {
      Optional<JsonNode> read = json(list.getValue());
      if (read.isPresent()) {
        if (list.getKey().equals("pods.json")) {
          logs(read.get());
        }
        write(list.getKey(), JSON.writeValueAsString(Redaction.json(read.get())));
      }
    }
  }

  private void logs(JsonNode pods) throws IOException {
    for (JsonNode pod : pods.path("items")) {
      String namespace = pod.at("/metadata/namespace").asText();
      String name = pod.at("/metadata/name").asText();
      for (JsonNode container : pod.at("/spec/containers")) {
        String of = container.path("name").asText();
        String path =
            "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d"
                .formatted(namespace, name, of, LINES);
        log(path, "logs/%s.%s.%s.log".formatted(namespace, name, of));
        if (hasRestarted(pod, of)) {
          log(path + "&previous=true", "logs/%s.%s.%s.previous.log".formatted(namespace, name, of));
        }
      }
    }
  }

  private static boolean hasRestarted(JsonNode pod, String container) {
    return pod.at("/status/containerStatuses")
        .valueStream()
        .anyMatch(status ->
            status.path("name").asText().equals(container)
                && status.path("restartCount").asInt() > 0);
  }

  private void log(String path, String file) throws IOException {
    Optional<String> read = source.read(path);
    if (read.isPresent()) {
      write(file, Redaction.text(read.get()));
    } else {
      missing.add(path);
    }
  }

  private Optional<JsonNode> json(String path) {
    try {
      Optional<String> read = source.read(path);
      if (read.isPresent()) {
        return Optional.of(JSON.readTree(read.get()));
      }
    } catch (JsonProcessingException noJson) {
      missing.add(path + " (no JSON)");
      return Optional.empty();
    }
    missing.add(path);
    return Optional.empty();
  }

  private void write(String file, String content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    files.add(file);
  }
}
