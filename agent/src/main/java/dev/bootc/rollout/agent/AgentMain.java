package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.host.DeploymentWatch;
import dev.bootc.rollout.agent.log.LineLogging;
import dev.bootc.rollout.agent.node.NodeObject;
import dev.bootc.rollout.agent.pullsecret.PullSecrets;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Starts the agent. */
public final class AgentMain {
  private static final int WRONG_CONFIGURATION = 2;

  private AgentMain() {}

  public static void main(String[] arguments) throws IOException {
    AgentOptions options = AgentOptions.parse(System.getenv(), arguments);
    if (options.help) {
      AgentOptions.commandLine(options, System.getenv()).usage(System.out);
      return;
    }
    switch (ConfigurationReader.read(options)) {
      case ConfigurationReader.Result.Refused refused -> {
        refuse(refused.problems());
      }
      case ConfigurationReader.Result.Accepted accepted -> run(accepted.configuration());
    }
  }

  private static void refuse(List<ConfigurationProblem> problems) {
    System.err.println("bootc-rollout-agent: the configuration has problems:");
    problems.forEach(problem -> System.err.println("  " + problem));
    System.exit(WRONG_CONFIGURATION);
  }

  private static void run(AgentConfiguration configuration) throws IOException {
    LineLogging.use(configuration.logFormat().name());
    MDC.put("node", configuration.nodeName());
    try {
      Agent agent = new Agent(configuration);
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "shutdown"));
      agent.start();
    } catch (BindException taken) {
      refuse(
          List.of(
              new ConfigurationProblem(
                  "--http-port / " + AgentOptions.variable("--http-port"),
                  Integer.toString(configuration.httpPort()),
                  "the port is taken: give a free one, or 0 for any")));
    }
  }

  /** The parts of the process and how they are tied together. */
  private static final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentMain.class);

    /** A pass waits for host commands, the longest of which is the stop of a unit. */
    private static final Duration LONGEST_PASS = Duration.ofMinutes(10);

    private final AgentConfiguration configuration;
    private final KubernetesClient client;
    private final NodeObject node;
    private final AgentLoop loop;
    private final DeploymentWatch watch;
    private final HealthServer health;
    private final AgentMetrics metrics;

    Agent(AgentConfiguration configuration) throws IOException {
      this.configuration = configuration;
      this.client = ApiServerConnection.open(configuration.kubeconfig());
      AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
      this.node = new NodeObject(client, configuration.nodeName(), () -> wake.get().run());
      Host host = new Host(configuration, () -> wake.get().run());
      PullSecrets pullSecrets = new PullSecrets(client, configuration.hostRoot(), host.memory());
      Backoff backoff = new Backoff(configuration.retryDelay(), RandomGenerator.getDefault());
      Clock clock = Clock.systemUTC();
      NodeAgent agent =
          new NodeAgent(
              host,
              node,
              pullSecrets,
              new ActionRunner(host, node, pullSecrets, backoff, clock),
              configuration.limits(),
              clock);
      this.loop =
          new AgentLoop(
              () -> {
                MDC.put("digest", node.wantedDigest().orElse(""));
                node.lookAfterWatch();
                return agent.pass();
              },
              backoff);
      wake.set(loop::wake);
      this.watch = new DeploymentWatch(configuration.hostRoot(), loop::wake);
      this.metrics =
          new AgentMetrics()
              .withLastContact(node::lastContact)
              .withLastReboot(host::lastReboot)
              .withStagingBytes(host::stagingBytes);
      host.memory().onChange((before, after) -> metrics.changed(before, after, clock.instant()));
      this.health =
          new HealthServer(
              configuration.httpPort(), this::whyNotLive, this::whyNotReady, metrics::text);
    }

    void start() {
      health.start();
      log.atInfo()
          .addKeyValue("node", configuration.nodeName())
          .addKeyValue("httpPort", health.port())
          .addKeyValue("apiServer", client.getMasterUrl())
          .log("the agent starts");
      CompletableFuture.delayedExecutor(startDelay(), TimeUnit.MILLISECONDS).execute(node::start);
      watch.start();
      loop.wake();
    }

    private long startDelay() {
      long longest = configuration.startJitter().toMillis();
      return longest == 0 ? 0 : RandomGenerator.getDefault().nextLong(longest);
    }

    @Override
    public void close() {
      watch.close();
      loop.close();
      health.close();
      node.close();
      client.close();
      metrics.close();
    }

    private Optional<String> whyNotLive() {
      Duration longest = configuration.limits().poll().plus(LONGEST_PASS);
      return loop.lastPass().plus(longest).isBefore(Instant.now())
          ? Optional.of("no pass ended since " + loop.lastPass())
          : node.watchStuckSince()
              .map(since -> "the API server answers, and the watch is gone since " + since);
    }

    private Optional<String> whyNotReady() {
      return node.isKnown()
          ? Optional.empty()
          : Optional.of("waits for the API server " + client.getMasterUrl());
    }
  }
}
