package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.process.FreePorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The kube-apiserver of a control plane. It can be killed and started again on the same port with
 * the same identity.
 */
final class ApiServer {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  /**
   * There is no kubelet that would mount the tokens that ServiceAccount adds to pods. A new node's
   * not-ready taint is taken away by the node lifecycle controller, so without that nothing could
   * ever be scheduled.
   */
  private static final String UNSUITABLE_PLUGINS = "ServiceAccount,TaintNodesByCondition";

  /** Where real nodes are served, beside simulated ones: their kubelets mount tokens. */
  private static final String UNSUITABLE_BESIDE_KUBELETS = "TaintNodesByCondition";

  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
        - level: Metadata
      """;

  private final ServerHome home;
  private final List<String> command;
  private final Audience audience;
  private final int port;
  private final String adminToken;
  private final Path certificates;
  private final Path auditLog;
  private ServerProcess process;

  private ApiServer(
      ServerHome home,
      List<String> command,
      Audience audience,
      int port,
      String adminToken,
      Path certificates,
      Path auditLog) {
    this.home = home;
    this.command = command;
    this.audience = audience;
    this.port = port;
    this.adminToken = adminToken;
    this.certificates = certificates;
    this.auditLog = auditLog;
    this.process = home.launch(Server.KUBE_APISERVER.binaryName(), command);
  }

  /** Starts the server and waits until it is ready. */
  static ApiServer start(
      Path binary,
      ServerHome home,
      int etcdPort,
      int port,
      ServiceAccountKey key,
      Audience audience) {
    String adminToken = UUID.randomUUID().toString();
    Path tokens =
        home.write(
            "tokens.csv", adminToken + ",admin,admin,\"system:masters\"\n" + audience.tokens());
    Path certificates = home.subfolder("apiserver-certificates");
    Path auditLog = home.file("audit.log");
    List<String> command =
        Stream.concat(
                Stream.of(
                    binary.toString(),
                    "--etcd-servers=http://127.0.0.1:" + etcdPort,
                    "--bind-address=" + audience.address(),
                    "--advertise-address=" + audience.address(),
                    "--secure-port=" + port,
                    "--cert-dir=" + certificates,
                    "--service-cluster-ip-range=10.0.0.0/24",
                    "--service-account-issuer=https://kubernetes.default.svc",
                    "--service-account-key-file=" + key.publicKey(),
                    "--service-account-signing-key-file=" + key.privateKey(),
                    "--authorization-mode=Node,RBAC",
                    "--token-auth-file=" + tokens,
                    // As every distribution does: without it no privileged pod, so no agent, could
                    // be
                    // created.
                    "--allow-privileged=true",
                    "--audit-policy-file=" + home.write("audit-policy.yaml", AUDIT_POLICY),
                    "--audit-log-path=" + auditLog,
                    // The default would rotate the log and so lose counts in the middle of a
                    // benchmark.
                    "--audit-log-maxsize=0"),
                flagsFor(audience))
            .toList();
    ApiServer server =
        new ApiServer(home, command, audience, port, adminToken, certificates, auditLog);
    server.awaitReady();
    return server;
  }

  private static Stream<String> flagsFor(Audience audience) {
    return audience.hasKubelets()
        ? Stream.of(
            "--disable-admission-plugins=" + UNSUITABLE_BESIDE_KUBELETS,
            "--enable-admission-plugins=NodeRestriction",
            "--kubelet-preferred-address-types=InternalIP")
        : Stream.of(
            "--disable-admission-plugins=" + UNSUITABLE_PLUGINS,
            // As on OpenShift: whoever blocks the deletion of an owner needs a right over it.
            "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
            // It would publish a loopback address as the endpoint of service "kubernetes", which is
            // not allowed.
            "--endpoint-reconciler-type=none");
  }

  void kill() {
    process.kill();
  }

  /** Starts a killed server again and waits until it is ready. */
  void startAgain() {
    process = home.launch(Server.KUBE_APISERVER.binaryName(), command);
    awaitReady();
  }

  Kubeconfig admin() {
    return identity("admin", adminToken);
  }

  Kubeconfig identity(String user, String token) {
    return new Kubeconfig(
        "https://" + audience.address() + ":" + port,
        Base64.getEncoder().encodeToString(certificate()),
        user,
        token);
  }

  /** The certificate that the server signed itself; it is its own authority. */
  Path certificateFile() {
    return certificates.resolve("apiserver.crt");
  }

  Path auditLog() {
    return auditLog;
  }

  private void awaitReady() {
    // Only a server that listens has written its certificate, which the client needs.
    process.awaitReady(READY_WITHIN, () -> FreePorts.isTaken(audience.address(), port));
    Config config =
        new ConfigBuilder(admin().clientConfig()).withRequestRetryBackoffLimit(0).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      process.awaitReady(READY_WITHIN, () -> isReady(client));
    }
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException _) {
      return false;
    }
  }

  private byte[] certificate() {
    try {
      return Files.readAllBytes(certificateFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
