package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import dev.bootc.rollout.plugin.view.NodeCordon;
import dev.bootc.rollout.plugin.view.NodeText;
import dev.bootc.rollout.plugin.view.NodeWhy;
import dev.bootc.rollout.plugin.view.PoolText;
import dev.bootc.rollout.plugin.view.PoolView;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is in the way of a pool, or of one node. */
@Command(
    name = "why",
    description =
        "Says why a pool or a node does not go on: what is in the way, since when, and the command"
            + " that goes on from there.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class WhyCommand implements Callable<ExitCode> {
  private static final String POOL = "pool/";
  private static final String NODE = "node/";

  private final Session session;

  @Parameters(
      paramLabel = "POOL|NODE",
      description = "A pool or a node; pool/NAME and node/NAME where both are called so.")
  String name;

  @Mixin ClusterOptions clusterOptions;
  @Mixin OutputOption output;

  WhyCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      if (name.startsWith(POOL)) {
        ofPool(cluster, cluster.pool(name.substring(POOL.length())));
      } else if (name.startsWith(NODE)) {
        ofNode(cluster, cluster.bootcNode(name.substring(NODE.length())));
      } else {
        ofEither(cluster);
      }
      return ExitCode.OK;
    }
  }

  private void ofEither(Cluster cluster) {
    Optional<BootcNodePool> pool = cluster.findPool(name);
    Optional<BootcNode> node = cluster.findBootcNode(name);
    if (pool.isPresent() && node.isPresent()) {
      throw new Problem(
          ExitCode.WRONG_USAGE,
          "a pool and a node are called " + name + ": say " + POOL + name + " or " + NODE + name);
    }
    if (pool.isPresent()) {
      ofPool(cluster, pool.get());
    } else {
      ofNode(cluster, node.orElseThrow(() -> cluster.unknown(name)));
    }
  }

  private void ofPool(Cluster cluster, BootcNodePool pool) {
    PoolView view = PoolView.of(pool);
    if (output.isJson()) {
      OutputOption.print(session, view);
    } else {
      session.print(
          PoolText.why(
              view, Operators.life(cluster), session.clock().instant(), session.terminal()));
    }
  }

  private void ofNode(Cluster cluster, BootcNode node) {
    NodeWhy view =
        NodeWhy.of(
            node,
            cluster.findNode(node.getMetadata().getName()).map(NodeCordon::of).orElse(null),
            NodeWhy.poolOf(node).flatMap(cluster::findPool).map(PoolView::of).orElse(null));
    if (output.isJson()) {
      OutputOption.print(session, view);
    } else {
      session.print(NodeText.lines(view, session.clock().instant(), session.terminal()));
    }
  }
}
