package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.PoolChanges;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.progress.ProgressLine;
import dev.bootc.rollout.plugin.text.Redraw;
import dev.bootc.rollout.plugin.view.OperatorLife;
import dev.bootc.rollout.plugin.view.PoolText;
import dev.bootc.rollout.plugin.view.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For people: shows one pool until they have seen enough. */
@Command(
    name = "watch",
    description =
        "Shows a pool as it goes on, until Ctrl-C: on a terminal drawn anew at each change, else a"
            + " line for each.")
@SuppressWarnings("NullAway.Init") // picocli fills every field that has a default.
final class WatchCommand implements Callable<ExitCode> {
  private static final Duration LIFE_IS_BELIEVED = Duration.ofSeconds(30);

  private final Session session;
  private final Redraw screen;

  @Parameters(paramLabel = "POOL", description = "Which pool.")
  String pool;

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "For how long, such as 90s or 1h30m. Unset: until Ctrl-C.")
  @Nullable Duration timeout;

  @Mixin ClusterOptions clusterOptions;

  private OperatorLife operator = OperatorLife.unknown("it was not asked for");
  private Instant askAgain = Instant.EPOCH;
  private String told = "";

  WatchCommand(Session session) {
    this.session = session;
    this.screen = new Redraw(session.out(), session.terminal());
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      BootcNodePool first = cluster.pool(pool);
      show(cluster, first, true);
      Deadline deadline = new Deadline(session.clock(), timeout);
      try (PoolChanges changes = cluster.changes(pool)) {
        Optional<ExitCode> _ =
            Follower.<ExitCode>follow(
                cluster,
                pool,
                changes,
                session.clock(),
                deadline,
                now -> {
                  show(cluster, now, changes.areHeard());
                  return Optional.empty();
                });
      }
      return ExitCode.OK;
    }
  }

  private void show(Cluster cluster, BootcNodePool now, boolean heard) {
    PoolView view = PoolView.of(now);
    if (!session.terminal().redraws()) {
      tell(ProgressLine.of(view));
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(ProgressLine.bar(view) + (heard ? "" : "  the API server does not answer"));
    Instant time = session.clock().instant();
    if (heard && !time.isBefore(askAgain)) {
      operator = Operators.life(cluster);
      askAgain = time.plus(LIFE_IS_BELIEVED);
    }
    lines.addAll(PoolText.status(view, operator, time, session.terminal()));
    screen.show(lines);
    session.awaitReader();
  }

  private void tell(String line) {
    if (!line.equals(told)) {
      told = line;
      session.print(
          List.of(session.clock().instant().truncatedTo(ChronoUnit.SECONDS) + "  " + line));
    }
  }
}
