package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the leader's Lease or competes for it, for as long as the process lives. A leader that
 * loses it stops leading and competes again: an API server that is away for a minute is no reason
 * to end a process whose workers go on.
 */
final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration COMPETE_AGAIN = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final LeaderElection election;
  private final Runnable lead;
  private final Runnable stopLeading;
  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("leadership-", 0).factory());
  private volatile @Nullable CompletableFuture<?> competing;

  private Leadership(
      KubernetesClient client, LeaderElection election, Runnable lead, Runnable stopLeading) {
    this.client = client;
    this.election = election;
    this.lead = lead;
    this.stopLeading = stopLeading;
  }

  /** Begins to compete and returns at once. */
  static Leadership competeFor(
      KubernetesClient client, LeaderElection election, Runnable lead, Runnable stopLeading) {
    Leadership leadership = new Leadership(client, election, lead, stopLeading);
    leadership.compete();
    return leadership;
  }

  private void compete() {
    CompletableFuture<?> attempt =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(election.lease())
                    .withLock(
                        new LeaseLock(election.namespace(), election.lease(), election.identity()))
                    .withLeaseDuration(election.duration())
                    .withRenewDeadline(election.duration().multipliedBy(2).dividedBy(3))
                    .withRetryPeriod(election.duration().dividedBy(7))
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            lead,
                            stopLeading,
                            leader ->
                                LOG.atInfo().addKeyValue("identity", leader).log("leader elected")))
                    .build())
            .build()
            .start();
    competing = attempt;
    CompletableFuture<?> _ = attempt.whenComplete((_, _) -> competeAgain());
  }

  private void competeAgain() {
    if (!executor.isShutdown()) {
      Future<?> _ =
          executor.schedule(this::compete, COMPETE_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Gives the Lease back, so that another replica leads at once. */
  @Override
  public void close() {
    executor.shutdownNow();
    CompletableFuture<?> attempt = competing;
    if (attempt != null) {
      attempt.cancel(true);
    }
  }
}
