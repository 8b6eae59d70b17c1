package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.PoolChanges;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.progress.ProgressLine;
import dev.bootc.rollout.plugin.steer.Answer.Said;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.Words;
import dev.bootc.rollout.plugin.view.PoolView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what a verb decided, and says what the operator says to it. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class Steering {
  @Option(
      names = "--dry-run",
      description = "Prints what would be written, once the API server has checked it.")
  boolean dryRun;

  @Option(
      names = "--timeout",
      defaultValue = "10s",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description =
          "For how long to wait for the operator's word, such as 30s. Default: ${DEFAULT-VALUE}")
  Duration timeout;

  @Mixin ClusterOptions clusterOptions;

  Cluster open() {
    return clusterOptions.open();
  }

  /**
   * Carries it out.
   *
   * @param pool whose status has the answer
   * @param reason empty where it stands in what is written
   */
  ExitCode carryOut(
      Session session, Cluster cluster, String pool, Decision decision, String reason) {
    return switch (decision) {
      case Decision.AlreadySo(String why) -> {
        session.print(List.of("nothing to do: " + why));
        yield ExitCode.OK;
      }
      case Decision.Refused(String why) -> {
        session.complain("refused: " + why);
        yield ExitCode.REFUSED;
      }
      case Decision.Write write -> write(session, cluster, pool, write, reason);
    };
  }

  private ExitCode write(
      Session session, Cluster cluster, String pool, Decision.Write write, String reason) {
    String manager = Words.manager(cluster.whoAmI(), reason);
    patch(cluster, write, manager);
    String object =
        switch (write.about()) {
          case POOL -> "bnp/" + write.name();
          case NODE -> "bn/" + write.name();
        };
    session.print(
        List.of(
            object + ": " + write.words() + (dryRun ? "  (dry run: nothing is written)" : ""),
            "seen as: " + manager));
    return dryRun ? ExitCode.OK : answer(session, cluster, pool, write);
  }

  private void patch(Cluster cluster, Decision.Write write, String manager) {
    switch (write.about()) {
      case POOL -> cluster.patch(BootcNodePool.class, write.name(), write.patch(), manager, dryRun);
      case NODE -> cluster.patch(BootcNode.class, write.name(), write.patch(), manager, dryRun);
    }
  }

  private ExitCode answer(Session session, Cluster cluster, String pool, Decision.Write write) {
    Deadline deadline = new Deadline(session.clock(), timeout);
    try (PoolChanges changes = cluster.changes(pool)) {
      Optional<ExitCode> answered =
          Follower.follow(
              cluster,
              pool,
              changes,
              session.clock(),
              deadline,
              now ->
                  switch (write.answer().in(now)) {
                    case Said.NotYet _, Said.Underway _ -> Optional.empty();
                    case Said.Heard(String but) -> {
                      heard(session, now, but);
                      yield Optional.of(ExitCode.OK);
                    }
                    case Said.Refused(String why) -> {
                      session.complain("refused: " + why);
                      yield Optional.of(ExitCode.REFUSED);
                    }
                  });
      return answered.orElseGet(() -> outOfTime(session, cluster, pool, write));
    }
  }

  private static void heard(Session session, BootcNodePool now, String but) {
    session.print(
        List.of("pool " + now.getMetadata().getName() + ": " + ProgressLine.of(PoolView.of(now))));
    session.print(but.isEmpty() ? List.of() : List.of("but: " + but));
  }

  private ExitCode outOfTime(Session session, Cluster cluster, String pool, Decision.Write write) {
    Optional<BootcNodePool> now = cluster.findPool(pool);
    if (now.isPresent() && write.answer().in(now.get()) instanceof Said.Underway(String but)) {
      heard(session, now.get(), but);
      return ExitCode.OK;
    }
    String says = now.map(PoolView::of).map(ProgressLine::of).orElse("the pool is gone");
    session.complain(
        "it is written, and the operator has not said anything to it within "
            + timeout.toSeconds()
            + "s; pool "
            + pool
            + " says: "
            + says
            + "; kubectl bootc why pool/"
            + pool
            + " says more");
    return ExitCode.NOT_HEARD;
  }
}
