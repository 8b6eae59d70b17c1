package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bootc.rollout.plugin.cluster.KubeconfigFile.Entry;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What kubeconfigs say of one context. What is said plainly, an address, certificates, a token, is
 * taken from here, since the library first loads every kind of Kubernetes to read it, which takes
 * longer than all else; for programs that give credentials, proxies and the like it is left to the
 * library. As whom one acts the library leaves out, so that is always taken from here.
 */
record KubeconfigContext(Entry cluster, Entry user) {
  private static final String TOKEN_FILE = "tokenFile";
  private static final String AS_UID = "as-uid";

  private static final Set<String> PLAIN_CLUSTER =
      Set.of(
          "server",
          "certificate-authority",
          "certificate-authority-data",
          "insecure-skip-tls-verify",
          "disable-compression",
          "extensions");

  private static final Set<String> PLAIN_USER =
      Set.of(
          "client-certificate",
          "client-certificate-data",
          "client-key",
          "client-key-data",
          "token",
          TOKEN_FILE,
          "as",
          "as-groups",
          "as-user-extra",
          AS_UID,
          "extensions");

  /** Of several files the first that has something says it, as kubectl merges them. */
  static KubeconfigContext of(List<KubeconfigFile> files, String name) {
    Entry context = find(files, "contexts", name, "context");
    return new KubeconfigContext(
        find(files, "clusters", context.content().path("cluster").asText(), "cluster"),
        find(files, "users", context.content().path("user").asText(), "user"));
  }

  private static Entry find(List<KubeconfigFile> files, String list, String name, String what) {
    return files.stream()
        .flatMap(file -> file.named(list, name, what).stream())
        .findFirst()
        .orElseGet(
            () -> new Entry(files.getFirst().path(), JsonNodeFactory.instance.missingNode()));
  }

  boolean isPlain() {
    return PLAIN_CLUSTER.containsAll(cluster.names())
        && PLAIN_USER.containsAll(user.names())
        && cluster.content().hasNonNull("server");
  }

  /** Sets all of a plain one. */
  void apply(Config config) {
    String server = cluster.content().path("server").asText();
    config.setMasterUrl(server.endsWith("/") ? server : server + "/");
    config.setTrustCerts(cluster.content().path("insecure-skip-tls-verify").asBoolean());
    config.setCaCertData(cluster.text("certificate-authority-data"));
    config.setCaCertFile(cluster.file("certificate-authority"));
    config.setClientCertData(user.text("client-certificate-data"));
    config.setClientCertFile(user.file("client-certificate"));
    config.setClientKeyData(user.text("client-key-data"));
    config.setClientKeyFile(user.file("client-key"));
    config.setClientKeyAlgo(
        Config.getKeyAlgorithm(config.getClientKeyFile(), config.getClientKeyData()));
    config.setOauthToken(user.text("token"));
  }

  /** Sets as whom one acts, whoever has read the rest. */
  void applyIdentity(Config config) {
    JsonNode said = user.content();
    if (said.hasNonNull(AS_UID)) {
      throw new Problem(
          ExitCode.NO_CLUSTER,
          "the kubeconfig acts as somebody by "
              + AS_UID
              + ", which is not sent: choose another --context");
    }
    if (said.hasNonNull("as")) {
      config.setImpersonateUsername(said.path("as").asText());
      config.setImpersonateGroups(texts(said.path("as-groups")).toArray(String[]::new));
      Map<String, List<String>> extras = new LinkedHashMap<>();
      said.path("as-user-extra")
          .propertyStream()
          .forEach(extra -> extras.put(extra.getKey(), texts(extra.getValue())));
      config.setImpersonateExtras(extras);
    }
    String file = user.file(TOKEN_FILE);
    if (file != null) {
      config.setOauthTokenProvider(new TokenFile(Path.of(file)));
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  /** Read at each request: tokens in files are replaced while somebody waits. */
  private record TokenFile(Path path) implements OAuthTokenProvider {
    TokenFile {
      if (!Files.isReadable(path)) {
        throw new Problem(
            ExitCode.NO_CLUSTER, "the token of the kubeconfig cannot be read at " + path);
      }
    }

    @Override
    public String getToken() {
      try {
        return Files.readString(path).strip();
      } catch (IOException _) {
        // Refused by the API server, which says it better than a trace.
        return "";
      }
    }
  }
}
