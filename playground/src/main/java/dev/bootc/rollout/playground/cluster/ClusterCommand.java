package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.cluster.RealCluster;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds a cluster in a process of its own, so that the terminal is free and {@code down} finds what
 * to end.
 */
final class ClusterCommand {
  /** Getting the servers may take a quarter of an hour, once. */
  private static final Duration UP_WITHIN = Duration.ofMinutes(30);

  private static final Duration DOWN_WITHIN = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** Long enough to be seen. */
  private static final FleetTiming WATCHABLE =
      new FleetTiming(Duration.ofSeconds(2), Duration.ofSeconds(4));

  private final StateFolder state;
  private final PrintStream out;

  ClusterCommand(StateFolder state, PrintStream out) {
    this.state = state;
    this.out = out;
  }

  /** Whether it is up now. */
  boolean up(int nodes) {
    Optional<String> obstacle = ProductCluster.obstacle();
    if (obstacle.isPresent()) {
      out.println("cluster: " + obstacle.get());
      return false;
    }
    if (state.holder().isPresent()) {
      out.println("cluster: one is up already; remove it by ./cluster down");
      out.print(new ClusterGuide(state).text());
      return false;
    }
    state.remove();
    state.create();
    Process holder = start(nodes);
    state.holdBy(holder.toHandle());
    LogTail progress = new LogTail(state.log(), out);
    boolean settled =
        Waiting.until(
            UP_WITHIN,
            LOOK_EVERY,
            () -> {
              progress.show();
              return state.isReady() || !holder.isAlive();
            });
    if (!settled || !holder.isAlive()) {
      out.println("cluster: it did not come up, see above and " + state.log());
      holder.destroy();
      return false;
    }
    out.print(new ClusterGuide(state).text());
    return true;
  }

  private Process start(int nodes) {
    ProcessHandle.Info self = ProcessHandle.current().info();
    // In a session of its own: Ctrl-C in this terminal is not meant for it.
    List<String> command =
        Stream.of(
                List.of("setsid", self.command().orElse("java")),
                List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx512m",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djava.io.tmpdir=" + state.data(),
                    "-Dlogback.configurationFile="
                        + System.getProperty("logback.configurationFile", ""),
                    "-Dbootc.rollout.playground.log=" + state.path().resolve("cluster.log")),
                List.of("-cp", System.getProperty("java.class.path"), ClusterMain.class.getName()),
                List.of(Verb.HOLD.word(), "--nodes", Integer.toString(nodes)))
            .flatMap(List::stream)
            .toList();
    try {
      return new ProcessBuilder(command)
          .redirectInput(Redirect.from(new java.io.File("/dev/null")))
          .redirectErrorStream(true)
          .redirectOutput(state.log().toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until it is told to end. */
  boolean hold(int nodes) {
    ProductCluster cluster = ProductCluster.start(out::println);
    out.println("registering " + nodes + " worker nodes that are played");
    LightFleet fleet = cluster.fleet("node-", nodes, ProductCluster.LABELS, WATCHABLE);
    state.offer(
        cluster.kubeconfig(),
        Stream.concat(
                Stream.of(Server.KUBECTL, Server.HELM, Server.TEMPORAL).map(cluster::program),
                Checkout.pluginPrograms().stream())
            .toList());
    Waiting.forEver();
    fleet.close();
    return true;
  }

  /** Whether nothing of it is left. */
  boolean down() {
    Optional<ProcessHandle> holder = state.holder();
    holder.ifPresent(ProcessHandle::destroy);
    boolean ended =
        holder.isEmpty() || Waiting.until(DOWN_WITHIN, LOOK_EVERY, () -> !holder.get().isAlive());
    if (!ended) {
      holder.ifPresent(ProcessHandle::destroyForcibly);
      Waiting.until(DOWN_WITHIN, LOOK_EVERY, () -> !holder.get().isAlive());
    }
    RealCluster.removeLeftovers();
    boolean was = Files.exists(state.path());
    state.remove();
    out.println(was ? "cluster: it is down, and nothing of it is left" : "cluster: none was up");
    return true;
  }
}
