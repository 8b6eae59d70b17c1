package dev.bootc.rollout.testkit.servers;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

/**
 * An identity at an API server: who to ask, whose certificate (base64 of PEM) to trust, which token
 * to show.
 */
record Kubeconfig(String server, String certificateAuthorityData, String user, String token) {

  /**
   * As the file that kubectl, Helm and every Kubernetes client read. The CA is inlined, so the file
   * works anywhere.
   */
  String yaml() {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    clusters:
      - name: test
        cluster:
          server: %s
          certificate-authority-data: %s
    contexts:
      - name: test
        context:
          cluster: test
          user: "%s"
    users:
      - name: "%s"
        user:
          token: %s
    """
        .formatted(server, certificateAuthorityData, user, user, token);
  }

  /**
   * A new configuration at each call, which the caller may change (its user agent, its timeouts).
   */
  Config clientConfig() {
    // Starting from an empty one keeps the user's own kubeconfig and proxies out of the tests.
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(server)
        .withCaCertData(certificateAuthorityData)
        .withOauthToken(token)
        .withNamespace("default")
        .build();
  }
}
