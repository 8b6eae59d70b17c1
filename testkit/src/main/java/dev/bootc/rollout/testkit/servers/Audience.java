package dev.bootc.rollout.testkit.servers;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who reaches an API server.
 *
 * @param address of this machine that it listens on
 * @param tokensByUser of those who are no administrators, by user: kubelets and their proxies
 */
record Audience(String address, Map<String, String> tokensByUser) {
  static final String PROXIES = "system:kube-proxy";

  private static final String LOOPBACK = "127.0.0.1";
  private static final String NODES = "system:node:";

  Audience {
    tokensByUser = new TreeMap<>(tokensByUser);
  }

  /** This machine alone. */
  static Audience local() {
    return new Audience(LOOPBACK, Map.of());
  }

  static String userOf(String node) {
    return NODES + node;
  }

  boolean hasKubelets() {
    return !tokensByUser.isEmpty();
  }

  /** Lines of a file of tokens. */
  String tokens() {
    return tokensByUser.entrySet().stream()
        .map(entry -> {
          String group = entry.getKey().startsWith(NODES) ? "\"system:nodes\"" : "";
          return "%s,%s,%s,%s%n".formatted(entry.getValue(), entry.getKey(), entry.getKey(), group);
        })
        .collect(Collectors.joining());
  }
}
