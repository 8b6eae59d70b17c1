package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import java.time.Duration;
import java.util.List;

/** The servers and processes of a cluster, of which any may die. */
final class ChaosMachines {
  /** A lease of 15 seconds, or a heartbeat of 10, is over and somebody else has taken over. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(20);

  /** Clients try again after some seconds. */
  private static final Duration RECONNECTED = Duration.ofSeconds(10);

  /**
   * Where owners are checked, as on OpenShift, an API server knows the kinds of definitions half a
   * minute after its start, and takes no new BootcNode of a pool before.
   */
  private static final Duration TAKES_NEW_OBJECTS = Duration.ofSeconds(35);

  private final World world;
  private final List<OperatorProgram> replicas;
  private final Chaos chaos;

  ChaosMachines(World world, List<OperatorProgram> replicas, Chaos chaos) {
    this.world = world;
    this.replicas = List.copyOf(replicas);
    this.chaos = chaos;
  }

  void killAnOperator() {
    int which = chaos.random().nextInt(replicas.size());
    OperatorProgram replica = replicas.get(which);
    chaos.tell("kills operator " + which);
    replica.kill();
    replica.startAgain();
    chaos.watch().forgiveFor(TAKEN_OVER);
  }

  void restartTemporal() {
    chaos.tell("restarts Temporal");
    world.killTemporal();
    world.startTemporal();
    chaos.watch().forgiveFor(RECONNECTED);
  }

  void emptyTemporal() {
    chaos.tell("empties Temporal");
    world.killTemporal();
    world.temporal().wipe();
    world.startTemporal();
    chaos.steering().temporalForgot();
    chaos.watch().forgiveFor(RECONNECTED);
  }

  void restartApiServer() {
    chaos.tell("restarts the API server");
    world.plane().killAndRestartApiServer();
    chaos.watch().forgiveFor(RECONNECTED);
    chaos.watch().forgiveFor(TAKES_NEW_OBJECTS, "counts ");
  }
}
