package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.view.NodeWhy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What all verbs about a node have in common. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
abstract class NodeVerbCommand implements Callable<ExitCode> {
  private final Session session;

  @Parameters(paramLabel = "NODE", description = "Which node.")
  String node;

  @Mixin Steering steering;

  NodeVerbCommand(Session session) {
    this.session = session;
  }

  abstract Decision decide(BootcNode found, BootcNodePool pool);

  @Override
  public final ExitCode call() {
    try (Cluster cluster = steering.open()) {
      BootcNode found = cluster.bootcNode(node);
      BootcNodePool pool =
          NodeWhy.poolOf(found)
              .flatMap(cluster::findPool)
              .orElseThrow(() ->
                  new Problem(
                      ExitCode.REFUSED, "no pool owns node " + node + ", so no rollout has it"));
      return steering.carryOut(
          session, cluster, pool.getMetadata().getName(), decide(found, pool), "");
    }
  }
}
