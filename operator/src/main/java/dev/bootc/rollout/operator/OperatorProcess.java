package dev.bootc.rollout.operator;

import dev.bootc.rollout.activities.ClusterActivities;
import dev.bootc.rollout.activities.caller.OwnCallers;
import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.operator.metrics.Exposition;
import dev.bootc.rollout.operator.metrics.PoolMetrics;
import dev.bootc.rollout.operator.metrics.ProcessMetrics;
import dev.bootc.rollout.operator.nodepool.PoolController;
import dev.bootc.rollout.operator.rollout.LatestReports;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.operator.rollout.TemporalRolloutGateway;
import dev.bootc.rollout.operator.settings.OperatorConfiguration;
import dev.bootc.rollout.operator.temporal.EvenMeterTags;
import dev.bootc.rollout.operator.temporal.Reachability;
import dev.bootc.rollout.operator.temporal.RolloutWorker;
import dev.bootc.rollout.operator.temporal.TemporalConnection;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflowImpl;
import dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator, put together. The worker runs in every replica, the reconciler in the leader;
 * either waits for the server that it needs, and neither for the other's.
 */
final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** Each part moves at least once a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final OperatorConfiguration configuration;
  private final Clock clock = Clock.systemUTC();
  private final Parts parts = new Parts();
  private final HttpEndpoints http;
  private final ApiServerOutages outages = new ApiServerOutages();
  private final KubernetesClient client;
  private final ServedDefinitions definitions;
  private final TemporalConnection temporal;
  private final Exposition exposition = new Exposition();
  private final ProcessMetrics metrics;
  private final Checkup liveness = new Checkup("alive");
  private final Checkup readiness =
      new Checkup("ready", "temporal", "api-server", "worker", "cache");
  private volatile @Nullable Leading leading;
  private volatile @Nullable Leadership leadership;

  private OperatorProcess(OperatorConfiguration configuration) throws IOException {
    this.configuration = configuration;
    exposition.registry().config().meterFilter(new EvenMeterTags());
    metrics = new ProcessMetrics(exposition.registry());
    http =
        parts.keep(
            HttpEndpoints.open(configuration.httpPort(), liveness, readiness, exposition::text));
    LOG.atInfo().addKeyValue("port", http.port()).log("health and metrics are served");
    client = parts.keep(ApiServerClient.of(configuration.kubeconfig(), outages));
    definitions = parts.keep(new ServedDefinitions(client));
    temporal =
        parts.keep(TemporalConnection.open(configuration.temporal(), exposition.registry(), clock));
    metrics.withTemporal(() -> temporalProblem().isEmpty(), temporal::validUntil);
    metrics.withLeader(this::isLeading);
    readiness.add("temporal", this::temporalProblem);
  }

  /**
   * Starts, and returns while the servers may still be waited for.
   *
   * @throws IOException where the HTTP port is taken
   */
  static OperatorProcess start(OperatorConfiguration configuration) throws IOException {
    OperatorProcess process = new OperatorProcess(configuration);
    ApiServerGate gate =
        process.parts.keep(ApiServerGate.watch(process.client, process.definitions, process::work));
    process.definitions.watch(process::wakeReconciler);
    process.readiness.add("api-server", () -> gate.problem().or(process.definitions::problem));
    return process;
  }

  int httpPort() {
    return http.port();
  }

  /** Begins with what needs the API server; all of it or nothing, since it is tried again. */
  private void work() {
    parts.begin(this::work);
  }

  private void work(Parts begun) {
    ClusterCache cluster = begun.keep(ClusterCache.start(client, outages));
    WorkflowClient workerClient = temporal.workerClient();
    ClusterActivities activities =
        new ClusterActivities(
            client,
            workerClient,
            cluster,
            OverallLimit.of(configuration.maxUnavailableOverall()),
            clock);
    RolloutWorker worker =
        new RolloutWorker(
            workerClient,
            new RolloutWorker.Work(
                RolloutNames.taskQueue(configuration.clusterPrefix()),
                List.of(PoolRolloutWorkflowImpl.class, NodeUpdateWorkflowImpl.class),
                activities.all(),
                List.of(new OwnCallers(cluster, configuration.clusterPrefix(), metrics::refused))),
            configuration.workerSizes());
    begun.keep(() -> stopWorking(worker, cluster));
    ApiServerSight sight = begun.keep(ApiServerSight.watch(client, cluster, definitions, worker));
    temporal.listen(worker);
    // After the worker, whose answer the reconciler waits for.
    temporal.listen(TemporalConnection.Listener.onEitherChange(this::wakeReconciler));
    readiness.add("worker", () -> worker.isRunning() ? Optional.empty() : idle(sight));
    readiness.add(
        "cache", () -> cluster.isWatching() ? Optional.empty() : Optional.of("lost its watch"));
    standstills(sight, worker);
    reconcile(begun, cluster, activities);
  }

  private static Optional<String> idle(ApiServerSight sight) {
    return Optional.of(sight.isSeeing() ? "waits for Temporal" : "waits for the API server");
  }

  /** Only what a new process would mend: a server that is away is none of it. */
  private void standstills(ApiServerSight sight, RolloutWorker worker) {
    Polls polls = new Polls(exposition.registry());
    stopsWhere("cache", () -> sight.isLagging() ? "lags" : new Object());
    stopsWhere(
        "worker",
        () -> worker.isRunning() && temporalProblem().isEmpty() ? polls.begun() : new Object());
    Standstill reconciler =
        standstill(() -> {
          Leading known = leading;
          return known == null ? new Object() : known.mark();
        });
    liveness.add("reconciler", () -> unstoppable().or(reconciler::problem));
  }

  private Optional<String> unstoppable() {
    return Optional.ofNullable(leadership).flatMap(Leadership::problem);
  }

  private void stopsWhere(String part, Supplier<Object> mark) {
    liveness.add(part, standstill(mark)::problem);
  }

  private static Standstill standstill(Supplier<Object> mark) {
    return new Standstill(PATIENCE, mark, System::nanoTime);
  }

  /** No new work; then the cache, whose waiters give up and say so to Temporal; then the worker. */
  private static void stopWorking(RolloutWorker worker, ClusterCache cluster) {
    worker.stopPolling();
    cluster.close();
    worker.close();
  }

  private void reconcile(Parts begun, ClusterCache cluster, ClusterActivities activities) {
    TemporalRolloutGateway gateway =
        new TemporalRolloutGateway(temporal, configuration.clusterPrefix(), clock);
    readiness.remark("temporal", gateway::unanswered);
    RolloutGateway rollouts =
        new LatestReports(
            gateway,
            pool ->
                Optional.ofNullable(client.resources(BootcNodePool.class).withName(pool).get())
                    .flatMap(Resumption::read));
    Leading lead =
        begun.keep(
            new Leading(
                () ->
                    PoolController.start(
                        client,
                        cluster,
                        rollouts,
                        activities.steps(),
                        activities.cordons(),
                        definitions::problem,
                        configuration.registries(),
                        configuration.identity(),
                        metrics.withTags(),
                        clock),
                () -> PoolMetrics.begin(cluster, exposition, clock)));
    leading = lead;
    configuration
        .leaderElection()
        .ifPresentOrElse(
            election ->
                leadership =
                    begun.keep(Leadership.competeFor(client, election, lead::begin, lead::end)),
            lead::begin);
  }

  private boolean isLeading() {
    Leading known = leading;
    return known != null && known.isLeading();
  }

  /** Every pool may have something to say or to start. */
  private void wakeReconciler() {
    Leading known = leading;
    if (known != null) {
      known.wakeAll();
    }
  }

  private Optional<String> temporalProblem() {
    return switch (temporal.state()) {
      case Reachability.Reachable _ -> Optional.empty();
      case Reachability.Unreachable away ->
          Optional.of("not reachable since " + away.since() + ": " + away.why());
    };
  }

  /** Stops everything in the opposite order of its start, within about five seconds. */
  @Override
  public void close() {
    parts.close();
  }
}
