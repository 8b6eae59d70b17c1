package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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

  /**
   * One thing at a time, and not on the elector's own thread: it does not renew while a callback
   * runs, and to begin to lead takes as long as the API server lets it.
   */
  private final ExecutorService leading =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("leading").factory());

  private volatile @Nullable CompletableFuture<?> competing;

  /** Why what led here may go on to. */
  private volatile @Nullable String problem;

  /** One time of competing, which ends when the Lease is lost or given back. */
  private static final class Attempt {
    private final CompletableFuture<CompletableFuture<?>> begun = new CompletableFuture<>();
    private volatile boolean couldNotLead;

    /** This one: by the time that it is known to have failed, the next may lead. */
    void giveBack() {
      CompletableFuture<?> _ = begun.thenAccept(elector -> elector.cancel(true));
    }
  }

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

  /**
   * What was led with and could not be stopped, although another replica leads by now: only a new
   * process ends that for sure.
   */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private synchronized void compete() {
    Attempt attempt = new Attempt();
    CompletableFuture<?> elector =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(election.lease())
                    .withLock(
                        new ObservedLease(
                            new CompletedLease(
                                election.namespace(),
                                election.lease(),
                                election.identity(),
                                election.duration()),
                            System::nanoTime))
                    .withLeaseDuration(election.duration())
                    .withRenewDeadline(election.duration().multipliedBy(2).dividedBy(3))
                    .withRetryPeriod(election.duration().dividedBy(7))
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> begin(() -> tryToLead(attempt)),
                            () -> begin(this::tryToStopLeading),
                            leader ->
                                LOG.atInfo().addKeyValue("identity", leader).log("leader elected")))
                    .build())
            .build()
            .start();
    competing = elector;
    attempt.begun.complete(elector);
    CompletableFuture<?> _ = elector.whenComplete((_, _) -> competeAgainAfter(attempt));
  }

  private void begin(Runnable change) {
    try {
      Future<?> _ = leading.submit(change);
    } catch (RejectedExecutionException closed) {
      LOG.atDebug().log("the process stops, and stops leading by itself");
    }
  }

  /**
   * Who cannot lead gives the Lease back: others may do better, or this one a while later. So it is
   * with whatever is thrown: the elector would go on to renew, and nobody would lead.
   */
  private void tryToLead(Attempt attempt) {
    try {
      if (problem != null) {
        stopLeading.run();
        problem = null;
      }
      lead.run();
    } catch (RuntimeException | Error failed) {
      LOG.atError().setCause(failed).log("cannot lead; the Lease is given back");
      attempt.couldNotLead = true;
      tryToStopLeading();
      attempt.giveBack();
    }
  }

  private void tryToStopLeading() {
    try {
      stopLeading.run();
      problem = null;
    } catch (RuntimeException | Error failed) {
      problem = "cannot stop leading: " + failed;
      LOG.atError().setCause(failed).log("cannot stop leading; a new process is needed");
    }
  }

  private void competeAgainAfter(Attempt attempt) {
    if (!executor.isShutdown()) {
      Duration pause = attempt.couldNotLead ? othersFirst() : COMPETE_AGAIN;
      Future<?> _ = executor.schedule(this::compete, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Every other replica looks at the Lease within a third of its duration. */
  private Duration othersFirst() {
    return election.duration().dividedBy(2);
  }

  /** Gives the Lease back, so that another replica leads at once. */
  @Override
  public void close() {
    executor.shutdownNow();
    leading.shutdownNow();
    CompletableFuture<?> attempt = competing;
    if (attempt != null) {
      attempt.cancel(true);
    }
  }
}
