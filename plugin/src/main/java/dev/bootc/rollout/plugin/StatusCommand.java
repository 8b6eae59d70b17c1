package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.view.OperatorLife;
import dev.bootc.rollout.plugin.view.PoolText;
import dev.bootc.rollout.plugin.view.PoolView;
import dev.bootc.rollout.plugin.view.StatusTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** All pools in a line each, or one at length. */
@Command(
    name = "status",
    description = "Shows where the rollouts are: all pools in a line each, or one at length.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class StatusCommand implements Callable<ExitCode> {
  private final Session session;

  @Parameters(arity = "0..1", defaultValue = "", paramLabel = "POOL", description = "One pool.")
  String pool;

  @Mixin ClusterOptions clusterOptions;
  @Mixin OutputOption output;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      Instant now = session.clock().instant();
      if (pool.isEmpty()) {
        all(cluster, cluster.pools().stream().map(PoolView::of).toList(), now);
      } else {
        one(cluster, PoolView.of(cluster.pool(pool)), now);
      }
      return ExitCode.OK;
    }
  }

  private void all(Cluster cluster, List<PoolView> pools, Instant now) {
    if (output.isJson()) {
      OutputOption.print(session, Map.of("pools", pools));
    } else if (pools.isEmpty()) {
      session.print(List.of("There are no pools."));
    } else {
      session.print(StatusTable.lines(pools, now, session.terminal()));
      OperatorLife operator = Operators.life(cluster);
      if (operator.isDead(now)) {
        session.print(
            List.of("No operator is alive; " + operator.text(now), "next: " + OperatorLife.NEXT));
      }
    }
  }

  private void one(Cluster cluster, PoolView view, Instant now) {
    if (output.isJson()) {
      OutputOption.print(session, view);
    } else {
      session.print(PoolText.status(view, Operators.life(cluster), now, session.terminal()));
    }
  }
}
