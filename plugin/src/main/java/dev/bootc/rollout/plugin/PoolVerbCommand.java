package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.steer.Decision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What all verbs about a pool have in common. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
abstract class PoolVerbCommand implements Callable<ExitCode> {
  private final Session session;

  @Parameters(paramLabel = "POOL", description = "Which pool.")
  String pool;

  @Mixin Steering steering;

  PoolVerbCommand(Session session) {
    this.session = session;
  }

  abstract Decision decide(BootcNodePool found);

  /** Why; empty where nobody says it, or where it stands in what is written. */
  String noted() {
    return "";
  }

  @Override
  public final ExitCode call() {
    try (Cluster cluster = steering.open()) {
      return steering.carryOut(session, cluster, pool, decide(cluster.pool(pool)), noted());
    }
  }
}
