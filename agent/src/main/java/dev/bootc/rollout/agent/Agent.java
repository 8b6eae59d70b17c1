package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.host.DeploymentWatch;
import dev.bootc.rollout.agent.node.NodeObject;
import dev.bootc.rollout.agent.pullsecret.PullSecrets;
import dev.bootc.rollout.agent.settings.AgentConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The parts of the agent and how they are tied together. */
final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** A pass waits for host commands, the longest of which is the stop of a unit. */
  private static final Duration LOOK_AFTER_WATCH_EVERY = Duration.ofSeconds(30);

  private static final Duration LONGEST_PASS = Duration.ofMinutes(10);

  private final AgentConfiguration configuration;
  private final KubernetesClient client;
  private final NodeObject node;
  private final Host host;
  private final AgentLoop loop;
  private final DeploymentWatch watch;
  private final HealthServer health;
  private final AgentMetrics metrics;

  /**
   * @param clock by which attempts, failures and their deadlines are dated
   */
  Agent(AgentConfiguration configuration, Clock clock) throws IOException {
    this.configuration = configuration;
    this.client = ApiServerConnection.open(configuration.kubeconfig());
    AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    this.node = new NodeObject(client, configuration.nodeName(), () -> wake.get().run());
    this.host = new Host(configuration, clock, () -> wake.get().run());
    PullSecrets pullSecrets = new PullSecrets(client, configuration.hostRoot(), host.memory());
    Backoff backoff = new Backoff(configuration.retryDelay(), RandomGenerator.getDefault());
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
            backoff,
            clock,
            configuration.limits().poll());
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
    LOG.atInfo()
        .addKeyValue("node", configuration.nodeName())
        .addKeyValue("httpPort", health.port())
        .addKeyValue("apiServer", client.getMasterUrl())
        .log("the agent starts");
    CompletableFuture.delayedExecutor(startDelay(), TimeUnit.MILLISECONDS).execute(node::start);
    watch.start();
    loop.every(LOOK_AFTER_WATCH_EVERY, node::lookAfterWatch);
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
    host.stateLock().close();
  }

  private Optional<String> whyNotLive() {
    Duration longest = configuration.limits().poll().plus(LONGEST_PASS);
    Duration quiet = loop.sinceLastPass();
    return quiet.compareTo(longest) > 0
        ? Optional.of(
            "no pass ended, or each in an error of the program, for " + quiet.toSeconds() + " s")
        : node.watchStuckSince()
            .map(since ->
                "the API server answers, and the watch is gone or tells of nothing since " + since);
  }

  private Optional<String> whyNotReady() {
    return host.stateLock()
        .refusal()
        .or(() ->
            node.isKnown()
                ? Optional.empty()
                : Optional.of(
                    node.complaint()
                        .orElse("no answer yet from the API server " + client.getMasterUrl())));
  }
}
