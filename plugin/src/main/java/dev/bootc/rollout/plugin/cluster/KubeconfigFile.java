package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kubeconfig as it is written. What it says plainly, an address, certificates, a token, is
 * taken from here, since the library first loads every kind of Kubernetes to read it, which takes
 * longer than all else; for programs that give credentials, proxies and the like it is left to the
 * library.
 */
record KubeconfigFile(Path path, JsonNode content) {
  private static final Set<String> PLAIN_CLUSTER =
      Set.of(
          "server",
          "certificate-authority",
          "certificate-authority-data",
          "insecure-skip-tls-verify",
          "extensions");
  private static final Set<String> PLAIN_USER =
      Set.of(
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "token");

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

  /**
   * Sets what it says of a context.
   *
   * @return false where that is not said plainly, and nothing is set
   */
  boolean isApplied(String context, Config config) {
    JsonNode chosen = named("contexts", context, "context");
    JsonNode cluster = named("clusters", chosen.path("cluster").asText(), "cluster");
    JsonNode user = named("users", chosen.path("user").asText(), "user");
    if (!PLAIN_CLUSTER.containsAll(names(cluster))
        || !PLAIN_USER.containsAll(names(user))
        || !cluster.hasNonNull("server")) {
      return false;
    }
    String server = cluster.path("server").asText();
    config.setMasterUrl(server.endsWith("/") ? server : server + "/");
    config.setTrustCerts(cluster.path("insecure-skip-tls-verify").asBoolean());
    config.setCaCertData(text(cluster, "certificate-authority-data"));
    config.setCaCertFile(file(cluster, "certificate-authority"));
    config.setClientCertData(text(user, "client-certificate-data"));
    config.setClientCertFile(file(user, "client-certificate"));
    config.setClientKeyData(text(user, "client-key-data"));
    config.setClientKeyFile(file(user, "client-key"));
    config.setClientKeyAlgo(
        Config.getKeyAlgorithm(config.getClientKeyFile(), config.getClientKeyData()));
    config.setOauthToken(text(user, "token"));
    return true;
  }

  private JsonNode named(String list, String name, String what) {
    return content
        .path(list)
        .valueStream()
        .filter(entry -> entry.path("name").asText().equals(name))
        .findFirst()
        .map(entry -> entry.path(what))
        .orElse(content.path("-"));
  }

  private static Set<String> names(JsonNode node) {
    return Set.copyOf(node.propertyStream().map(field -> field.getKey()).toList());
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.hasNonNull(name) ? node.path(name).asText() : null;
  }

  /** Relative to the kubeconfig, as kubectl reads it. */
  private @Nullable String file(JsonNode node, String name) {
    return Stream.ofNullable(text(node, name))
        .map(written -> path.toAbsolutePath().resolveSibling(written).toString())
        .findFirst()
        .orElse(null);
  }
}
