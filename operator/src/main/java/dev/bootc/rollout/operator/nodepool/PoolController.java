package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Cordons;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.events.PoolEvents;
import dev.bootc.rollout.operator.poolspec.PoolPullSecrets;
import dev.bootc.rollout.operator.registry.ConfiguredRegistries;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.operator.registry.TagResolver;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running reconciler with all that it needs. It runs in the leader only. */
public final class PoolController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolController.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final PoolWakeUps wakeUps = new PoolWakeUps();
  private final MemberKeeper members;
  private final ClusterCache cluster;
  private final ConcernedPools concerned;
  private final NodePoolReconciler reconciler;
  private final Sweeper sweeper;
  private final PoolSpecs specs;
  private final Operator operator;
  private @Nullable LeaderRounds rounds;
  private @Nullable PoolEvents events;

  private PoolController(
      KubernetesClient client,
      ClusterCache cluster,
      RolloutGateway rollouts,
      NodeStepActivities steps,
      Cordons cordons,
      Supplier<Optional<String>> outdated,
      RegistryOptions registries,
      Consumer<Boolean> tagsTold,
      Clock clock) {
    MemberWrites writes = new MemberWrites(client);
    Departures departures = new Departures(client, rollouts, steps, writes, clock);
    members = new MemberKeeper(cluster, writes, departures, new SkippedHolders(rollouts, steps));
    sweeper = new Sweeper(client, cluster, rollouts, steps, cordons, writes, clock);
    specs = specs(client, registries, tagsTold, wakeUps, clock);
    reconciler =
        new NodePoolReconciler(
            new PoolFinalizer(client),
            specs,
            members,
            sweeper,
            rollouts,
            new NodePoolStatusFactory(clock),
            wakeUps,
            outdated,
            clock);
    operator = operator(client);
    operator.register(
        reconciler,
        controller ->
            controller
                .withOnUpdateFilter((after, before) ->
                    concernsUs(after, before) || reconciler.isContradictedBy(after))
                .withRetry(untilItWorks()));
    this.cluster = cluster;
    concerned = new ConcernedPools(cluster, wakeUps);
    cluster.listen(concerned);
  }

  private static PoolSpecs specs(
      KubernetesClient client,
      RegistryOptions registries,
      Consumer<Boolean> tagsTold,
      PoolWakeUps wakeUps,
      Clock clock) {
    PoolPullSecrets secrets = new PoolPullSecrets(client, clock);
    return new PoolSpecs(
        secrets,
        new TagResolver(
            registries,
            new ConfiguredRegistries(registries, client),
            secrets::content,
            wakeUps::wake,
            clock,
            new SplittableRandom(),
            tagsTold),
        clock);
  }

  private static Operator operator(KubernetesClient client) {
    return new Operator(settings ->
        settings
            .withKubernetesClient(client)
            .withCloseClientOnStop(false)
            .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
            // An API server that goes away in the middle of the start comes back.
            .withStopOnInformerErrorDuringStartup(false)
            .withCacheSyncTimeout(Duration.ofDays(1))
            .withReconciliationTerminationTimeout(STOP_WITHIN));
  }

  /** What fails here is the API server, and it comes back. */
  private static GenericRetry untilItWorks() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(500)
        .setIntervalMultiplier(1.5)
        .setMaxInterval(10_000);
  }

  /**
   * Starts it and returns once its caches are filled.
   *
   * @param outdated why the kinds are not served as they must be; empty while they are
   * @param registries how the registries of images are asked
   * @param instance name of this process, for whoever reads its Events
   * @param tagsTold whether one gave an answer, after each question
   */
  public static PoolController start(
      KubernetesClient client,
      ClusterCache cluster,
      RolloutGateway rollouts,
      NodeStepActivities steps,
      Cordons cordons,
      Supplier<Optional<String>> outdated,
      RegistryOptions registries,
      String instance,
      Consumer<Boolean> tagsTold,
      Clock clock) {
    PoolController controller =
        new PoolController(
            client, cluster, rollouts, steps, cordons, outdated, registries, tagsTold, clock);
    try {
      controller.operator.start();
      PoolEvents events = PoolEvents.begin(client, cluster, instance, clock);
      controller.events = events;
      controller.rounds =
          LeaderRounds.begin(List.of(controller.sweeper::sweepAfterPools, events::round));
      return controller;
    } catch (RuntimeException | Error failed) {
      // What has begun would go on beside whoever leads next, and nobody could end it.
      controller.close();
      throw failed;
    }
  }

  /** Whether there is no pool to look at. */
  public boolean isIdle() {
    return cluster.pools().isEmpty();
  }

  /** How often it began to look at a pool: once a minute at least, where there is one. */
  public long reconciliations() {
    return reconciler.reconciliations();
  }

  /** Looks at every pool soon. */
  public void wakeAll() {
    concerned.wakeAll();
  }

  /**
   * Each part, whatever another throws; the last is closed first.
   *
   * @throws RuntimeException where a part cannot be closed: it may go on to reconcile
   */
  @Override
  public void close() {
    try (members;
        specs;
        Closing _ = operator::stop;
        wakeUps;
        Closing _ = () -> cluster.forget(concerned);
        Closing _ = this::endRounds) {
      LOG.atDebug().log("stops to reconcile");
    }
  }

  private void endRounds() {
    if (rounds != null) {
      rounds.close();
    }
    if (events != null) {
      events.close();
    }
  }

  /** A part that is closed by another name. */
  private interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  private static boolean concernsUs(BootcNodePool after, BootcNodePool before) {
    return !PoolConcern.of(after).equals(PoolConcern.of(before));
  }
}
