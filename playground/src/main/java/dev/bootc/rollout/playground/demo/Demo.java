package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.recorder.Findings;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One run of the demo, from nothing to the end of a rollout, and on until Ctrl-C. */
final class Demo {
  /** Long enough to be seen, and short for a demonstration. */
  private static final Duration WATCHED_FOR = Duration.ofSeconds(2);

  private static final String IMAGE = "registry.example.com/os/node:";
  private static final Duration FIRST_REPORT_WITHIN = Duration.ofMinutes(2);
  private static final Duration ROLLS_WITHIN = Duration.ofMinutes(10);

  private final DemoOptions options;
  private final RunFolder folder;
  private final Screen screen;
  private final Clock clock;

  Demo(DemoOptions options, RunFolder folder, Screen screen, Clock clock) {
    this.options = options;
    this.folder = folder;
    this.screen = screen;
    this.clock = clock;
  }

  /** Whether all went as promised; without {@code --once} it returns only when all did not. */
  boolean run() {
    return ProgramRun.in(folder, screen::say, this::tell);
  }

  private boolean tell(Started started) {
    SimulatedRegistry registry = new SimulatedRegistry(folder.file("registry.json"));
    DemoImages images =
        new DemoImages(
            registry.publish(IMAGE + "1.0"),
            registry.publish(IMAGE + "2.0"),
            registry.publish(IMAGE + "3.0"));
    DemoCluster cluster =
        DemoCluster.start(options, registry, images.first(), folder, started, screen);
    Workload.install(cluster.client(), options.nodes + 1);
    screen.say("a web shop runs on the nodes, its database behind a PodDisruptionBudget");
    UserPool pool = new UserPool(cluster.client(), DemoCluster.POOL);
    LiveView view = started.add(LiveView.start(cluster.client(), DemoCluster.POOL, screen, clock));
    try {
      pool.create(DemoCluster.LABELS, images.first(), options.maxUnavailable);
      pool.editMinReady(WATCHED_FOR);
      screen.say("created pool " + DemoCluster.POOL + " at image 1.0, which the nodes run already");
      pool.awaitUpToDate(images.first(), options.nodes, FIRST_REPORT_WITHIN);
      Instant start = Instant.now();
      pool.editImage(images.second());
      screen.say("edited the pool to image 2.0, at most " + options.maxUnavailable + " down");
      if (!options.once) {
        screen.print(new Guide(cluster, images).text());
      }
      pool.awaitUpToDate(images.second(), options.nodes, ROLLS_WITHIN);
      view.show();
      screen.say(
          "rolled out in " + Duration.between(start, Instant.now()).toSeconds() + " seconds");
    } catch (KubernetesClientTimeoutException e) {
      folder.keep();
      screen.say("the rollout did not end in time; logs are in " + folder.path());
      screen.say(new Board().poolLine(view.now()));
      return false;
    }
    if (!options.once) {
      Waiting.forEver();
    }
    return check(cluster, images.second());
  }

  private boolean check(DemoCluster cluster, String image) {
    List<String> reasons = new ArrayList<>();
    reasons.addAll(DemoCheck.workflowsLeft(TemporalView.of(cluster.temporal())));
    Findings findings = cluster.recorder().finish();
    reasons.addAll(DemoCheck.reasonsAgainst(findings, cluster.hosts().all(), image));
    screen.settle();
    if (reasons.isEmpty()) {
      screen.say("the recorder, which watched only the API server: " + findings.text());
      return true;
    }
    folder.keep();
    screen.say("the story is not true; logs are in " + folder.path());
    reasons.forEach(reason -> screen.say("  " + reason));
    return false;
  }
}
