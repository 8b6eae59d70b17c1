package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Whether the story that was told is true. */
final class DemoCheck {

  private static final Duration WORKFLOWS_END_WITHIN = Duration.ofSeconds(15);

  private DemoCheck() {}

  /** Waits for the workflows' end; a workflow that is left is a reason against. */
  static List<String> workflowsLeft(TemporalView temporal) {
    boolean ended = Waiting.until(WORKFLOWS_END_WITHIN, () -> temporal.running().isEmpty());
    return ended
        ? List.of()
        : temporal.running().stream()
            .map(run -> "workflow " + run.workflowId() + " is still running")
            .toList();
  }

  /** Reasons against it, from what the recorder saw and from the hosts themselves. */
  static List<String> reasonsAgainst(
      Findings findings, Collection<SimulatedHost> hosts, String image) {
    List<String> reasons = new ArrayList<>();
    findings.violations().forEach(violation -> reasons.add(violation.toString()));
    findings.gaps().stream().map(Violation::sentence).forEach(reasons::add);
    for (SimulatedHost host : hosts) {
      int boots = findings.boots().getOrDefault(host.nodeName(), 0);
      if (boots != 1 || host.reboots() != 1) {
        reasons.add(
            "%s booted %d times as the recorder saw it and %d times in fact, instead of once"
                .formatted(host.nodeName(), boots, host.reboots()));
      }
      if (!host.booted().imageDigest().equals(ImageDigest.in(image).orElseThrow().text())) {
        reasons.add(host.nodeName() + " runs " + host.booted().imageDigest());
      }
    }
    return reasons;
  }
}
