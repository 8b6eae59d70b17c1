package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.binaries.ServerUnavailableException;
import dev.bootc.rollout.testkit.process.FreePorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kubernetes control plane on loopback: etcd, API server, controller manager and scheduler.
 * It has no kubelet: nodes are made by whoever tests, and pods run where a simulated host says so;
 * unless it is started for real nodes, see {@link Builder#forNodes}.
 *
 * <p>Guarantees: ports and folder are its own, so several can run on a machine; after {@link
 * #close()}, and after the end of the JVM however it ends, none of its processes is left.
 */
public final class ControlPlane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private final ServerHome home;
  private final ApiServer apiServer;
  private final KubernetesClient adminClient;
  private final Path adminKubeconfig;
  private final ServiceAccountTokens tokens;
  private final Audience audience;

  private ControlPlane(ServerHome home, ApiServer apiServer, Audience audience) {
    this.home = home;
    this.apiServer = apiServer;
    this.audience = audience;
    this.adminKubeconfig = home.write("admin.kubeconfig", apiServer.admin().yaml());
    this.adminClient =
        new KubernetesClientBuilder().withConfig(apiServer.admin().clientConfig()).build();
    this.tokens = new ServiceAccountTokens(adminClient, apiServer);
  }

  /** Starts everything, which takes a few seconds. */
  public static ControlPlane start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A client that may do everything. It is closed with the control plane. */
  public KubernetesClient adminClient() {
    return adminClient;
  }

  /**
   * A new configuration for a client that may do everything; set its user agent to find its
   * requests in the audit log.
   */
  public Config adminConfig() {
    return apiServer.admin().clientConfig();
  }

  public Path adminKubeconfig() {
    return adminKubeconfig;
  }

  /**
   * A client configuration with a new token of an existing service account: what RBAC lets that
   * account do.
   */
  public Config configForServiceAccount(String namespace, String name) {
    return tokens.unbound(namespace, name).clientConfig();
  }

  /**
   * As {@link #configForServiceAccount}, as a kubeconfig file that lasts as long as this control
   * plane.
   */
  public Path kubeconfigForServiceAccount(String namespace, String name) {
    return home.write(
        namespace + "-" + name + ".kubeconfig", tokens.unbound(namespace, name).yaml());
  }

  /**
   * As {@link #configForServiceAccount}, bound to an existing node: the token carries the node's
   * name, as that of a pod on the node does, and is void once the node is deleted.
   */
  public Config configForServiceAccountOnNode(String namespace, String name, String nodeName) {
    return tokens.onNode(namespace, name, nodeName).clientConfig();
  }

  /** As {@link #configForServiceAccountOnNode}, as a kubeconfig file. */
  public Path kubeconfigForServiceAccountOnNode(String namespace, String name, String nodeName) {
    return home.write(
        namespace + "-" + name + "-" + nodeName + ".kubeconfig",
        tokens.onNode(namespace, name, nodeName).yaml());
  }

  /**
   * A client configuration with a token of the service account that an existing pod names, bound to
   * the pod as a kubelet would mount it: where the pod is on a node, the token carries the node's
   * name.
   */
  public Config configForPod(String namespace, String podName) {
    return tokens.ofPod(namespace, podName).clientConfig();
  }

  /** What the kubelet of a node says who it is with; the plane must have been started for it. */
  public Path kubeletKubeconfig(String nodeName) {
    return kubeconfigOf(Audience.userOf(nodeName));
  }

  /** As {@link #kubeletKubeconfig}, of the proxies of all nodes. */
  public Path proxyKubeconfig() {
    return kubeconfigOf(Audience.PROXIES);
  }

  private Path kubeconfigOf(String user) {
    String token =
        Optional.ofNullable(audience.tokensByUser().get(user))
            .orElseThrow(() -> new IllegalArgumentException(user + " is not known here"));
    return home.write(
        user.replace(':', '-') + ".kubeconfig", apiServer.identity(user, token).yaml());
  }

  /** Every request to the API server, one JSON line each: {@link AuditLog} reads it. */
  public Path auditLog() {
    return apiServer.auditLog();
  }

  /** Process IDs of its servers, by the names of their binaries. */
  public SortedMap<String, Long> pids() {
    return home.pids();
  }

  /** Kills the API server and leaves it dead; etcd and the controllers go on. */
  public synchronized void killApiServer() {
    apiServer.kill();
  }

  /** Starts a killed API server on its old port with its old data, and waits until it is ready. */
  public synchronized void startApiServer() {
    apiServer.startAgain();
  }

  public synchronized void killAndRestartApiServer() {
    killApiServer();
    startApiServer();
  }

  @Override
  public synchronized void close() {
    adminClient.close();
    home.close();
  }

  /**
   * What belongs to the control plane. Everything but the node lifecycle controller does, unless
   * left out.
   */
  public static final class Builder {

    private ServerBinaries binaries = ServerBinaries.ofThisMachine();
    private Server apiServer = Server.KUBE_APISERVER;
    private boolean controllerManager = true;
    private boolean scheduler = true;
    private Audience audience = Audience.local();

    private Builder() {}

    public Builder binaries(ServerBinaries binaries) {
      this.binaries = binaries;
      return this;
    }

    /**
     * Then nobody creates a Deployment's pods, computes a disruption budget's status or collects
     * garbage.
     */
    public Builder withoutControllerManager() {
      controllerManager = false;
      return this;
    }

    /**
     * The API server of the minor version before, alone: of that version nothing else is built, and
     * controllers must not be newer than the API server.
     */
    public Builder ofPreviousMinor() {
      apiServer = Server.PREVIOUS_KUBE_APISERVER;
      return withoutControllerManager().withoutScheduler();
    }

    /**
     * Then real kubelets can join, by those names, and pods get the tokens that they mount.
     *
     * @param address of this machine that they reach
     */
    public Builder forNodes(String address, List<String> names) {
      Map<String, String> tokens = new HashMap<>();
      names.forEach(name -> tokens.put(Audience.userOf(name), UUID.randomUUID().toString()));
      tokens.put(Audience.PROXIES, UUID.randomUUID().toString());
      audience = new Audience(address, tokens);
      return this;
    }

    /** Then pods stay where their {@code spec.nodeName} puts them, or pending. */
    public Builder withoutScheduler() {
      scheduler = false;
      return this;
    }

    /**
     * Starts the servers and waits until they work.
     *
     * @throws ServerUnavailableException where a server cannot be had or does not come up; nothing
     *     is left running then
     */
    public ControlPlane start() {
      // All binaries first: getting one may take minutes, and no server should run and wait
      // meanwhile.
      Path etcdBinary = binaries.binary(Server.ETCD);
      Path apiServerBinary = binaries.binary(apiServer);
      Optional<Path> managerBinary = optional(controllerManager, Server.KUBE_CONTROLLER_MANAGER);
      Optional<Path> schedulerBinary = optional(scheduler, Server.KUBE_SCHEDULER);

      Instant start = Instant.now();
      ServerHome home = ServerHome.create("control-plane");
      try {
        List<Integer> ports = FreePorts.choose(3);
        Etcd.start(etcdBinary, home, ports.get(0), ports.get(1));
        ServiceAccountKey key = ServiceAccountKey.generate(home);
        ApiServer server =
            ApiServer.start(apiServerBinary, home, ports.get(0), ports.get(2), key, audience);
        ControlPlane plane = new ControlPlane(home, server, audience);
        Controllers controllers = new Controllers(home, plane.adminKubeconfig);
        schedulerBinary.ifPresent(controllers::startScheduler);
        managerBinary.ifPresent(
            binary -> controllers.startManager(binary, server, key, plane.adminClient));
        LOG.atInfo()
            .addKeyValue("apiServer", plane.adminConfig().getMasterUrl())
            .addKeyValue("took", Duration.between(start, Instant.now()))
            .log("the control plane is ready");
        return plane;
      } catch (RuntimeException e) {
        home.close();
        throw e;
      }
    }

    private Optional<Path> optional(boolean wanted, Server server) {
      return wanted ? Optional.of(binaries.binary(server)) : Optional.empty();
    }
  }
}
