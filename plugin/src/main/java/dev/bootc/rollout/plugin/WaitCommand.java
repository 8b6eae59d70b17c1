package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.PoolChanges;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.progress.ProgressLine;
import dev.bootc.rollout.plugin.progress.RolloutEnd;
import dev.bootc.rollout.plugin.view.PoolView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For scripts: ends when the rollout has come to something, and says by its code to what. */
@Command(
    name = "wait",
    description =
        "Waits until the rollout of the pool as it is now is completed, or has come to what only a"
            + " person ends; the exit code says which. One line for each change.")
@SuppressWarnings("NullAway.Init") // picocli fills every field that has a default.
final class WaitCommand implements Callable<ExitCode> {
  private final Session session;

  @Parameters(paramLabel = "POOL", description = "Which pool.")
  String pool;

  @Option(
      names = "--for",
      defaultValue = "Completed",
      converter = PhaseConverter.class,
      paramLabel = "PHASE",
      description = "The phase to wait for. Default: ${DEFAULT-VALUE}")
  RolloutPhase wanted;

  @Option(
      names = "--through",
      split = ",",
      converter = PhaseConverter.class,
      paramLabel = "PHASE",
      description = "Phases in which to go on waiting, such as Paused,WaitingForApproval.")
  List<RolloutPhase> through = List.of();

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "For how long, such as 90s or 1h30m. 0s looks once. Unset: for ever.")
  @Nullable Duration timeout;

  @Mixin ClusterOptions clusterOptions;
  @Mixin OutputOption output;

  private String told = "";

  WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      BootcNodePool first = cluster.pool(pool);
      Deadline deadline = new Deadline(session.clock(), timeout);
      Optional<ExitCode> end = look(first);
      if (end.isEmpty() && !deadline.isOver()) {
        try (PoolChanges changes = cluster.changes(pool)) {
          end = Follower.follow(cluster, pool, changes, session.clock(), deadline, this::look);
        }
      }
      if (output.isJson()) {
        cluster
            .findPool(pool)
            .map(PoolView::of)
            .ifPresent(view -> OutputOption.print(session, view));
      }
      return end.orElseGet(this::timedOut);
    }
  }

  private Optional<ExitCode> look(BootcNodePool now) {
    if (!output.isJson()) {
      tell(ProgressLine.of(PoolView.of(now)));
    }
    Set<RolloutPhase> goOn = EnumSet.noneOf(RolloutPhase.class);
    goOn.addAll(through);
    return RolloutEnd.of(now, wanted, goOn, session.clock().instant());
  }

  private void tell(String line) {
    if (!line.equals(told)) {
      told = line;
      session.print(
          List.of(session.clock().instant().truncatedTo(ChronoUnit.SECONDS) + "  " + line));
    }
  }

  private ExitCode timedOut() {
    session.complain(
        "not "
            + wanted.text()
            + " within --timeout: kubectl bootc why pool/"
            + pool
            + " says what is in the way");
    return ExitCode.TIMED_OUT;
  }
}
