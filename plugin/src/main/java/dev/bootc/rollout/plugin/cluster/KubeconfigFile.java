package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One kubeconfig as it is written. */
record KubeconfigFile(Path path, JsonNode content) {
  /**
   * A part of it, and where that stands.
   *
   * @param path to which names of files are relative, as kubectl reads them
   */
  record Entry(Path path, JsonNode content) {
    Set<String> names() {
      return Set.copyOf(content.propertyStream().map(field -> field.getKey()).toList());
    }

    @Nullable String text(String name) {
      return content.hasNonNull(name) ? content.path(name).asText() : null;
    }

    @Nullable String file(String name) {
      return Stream.ofNullable(text(name))
          .filter(written -> !written.isEmpty())
          .map(written -> path.toAbsolutePath().resolveSibling(written).toString())
          .findFirst()
          .orElse(null);
    }
  }

  /** Empty for a file that is no kubeconfig. */
  static Optional<KubeconfigFile> read(Path path) throws IOException {
    try {
      JsonNode content = new YAMLMapper().readTree(Files.readAllBytes(path));
      return content != null && content.path("clusters").isArray()
          ? Optional.of(new KubeconfigFile(path, content))
          : Optional.empty();
    } catch (JsonProcessingException notYaml) {
      return Optional.empty();
    }
  }

  /** Names of the contexts. */
  List<String> contexts() {
    return content
        .path("contexts")
        .valueStream()
        .map(context -> context.path("name").asText())
        .toList();
  }

  /** Empty where there is none. */
  String currentContext() {
    return content.path("current-context").asText("");
  }

  /** As text, where it cannot be read once more; JSON is YAML. */
  String choosing(String context) {
    return content.deepCopy() instanceof ObjectNode all
        ? all.put("current-context", context).toString()
        : content.toString();
  }

  /**
   * What a list of it has under a name; empty where it has nothing.
   *
   * @param what the field that holds it
   */
  Optional<Entry> named(String list, String name, String what) {
    return content
        .path(list)
        .valueStream()
        .filter(entry -> entry.path("name").asText().equals(name))
        .findFirst()
        .map(entry -> new Entry(path, entry.path(what)));
  }
}
