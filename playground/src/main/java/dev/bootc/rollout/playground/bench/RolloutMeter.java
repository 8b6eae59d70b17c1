package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.bench.RolloutMeasurement.TemporalFigures;
import dev.bootc.rollout.playground.bench.RolloutMeasurement.Times;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.playground.temporal.WorkflowRun;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.AuditLog;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measures rollouts of a cluster's pool. The clock runs from the edit of the pool until the pool
 * says that it is up to date; whatever has to be read or judged is read and judged afterwards.
 */
record RolloutMeter(RolloutCluster cluster, RolloutSetting setting) {

  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);
  private static final String NODE_WORKFLOW = "NodeUpdate";

  /** Rolls to the image of that number, which must be another one than before. */
  RolloutMeasurement measure(int image) {
    if (setting.bare()) {
      return measure(image, Optional.empty());
    }
    try (Recorder recorder = Recorder.start(cluster.controlPlane().adminConfig())) {
      return measure(image, Optional.of(recorder));
    }
  }

  private RolloutMeasurement measure(int image, Optional<Recorder> recorder) {
    Optional<TemporalServer> temporal = cluster.contender().temporal();
    long sizeBefore = temporal.map(TemporalServer::databaseSize).orElse(0L);
    cluster.slots().begin();
    ProcessorUse.Clock processors = ProcessorUse.startClock(cluster.pids());
    Instant start = Instant.now();
    cluster.edit(image);
    cluster.awaitUpToDate(image);
    Instant end = Instant.now();
    ProcessorUse use = processors.stop();
    temporal.ifPresent(RolloutMeter::settle);
    Optional<Findings> findings = recorder.map(Recorder::finish);
    AuditLog audit = AuditLog.read(cluster.controlPlane().auditLog()).since(start);
    return new RolloutMeasurement(
        findings.map(found -> times(start, end, found)).orElseGet(() -> times(start, end)),
        use,
        peakMemory(),
        Requests.byProgram(audit),
        Requests.callsOf(cluster.contender().userAgent(), audit),
        cluster.cordoned(),
        temporal.map(server -> figures(server, start, sizeBefore)),
        temporal.map(_ -> PlanFigures.of(cluster.contender().programs().values())),
        findings);
  }

  private static void settle(TemporalServer server) {
    TemporalView view = TemporalView.of(server);
    boolean _ = Waiting.until(SETTLES_WITHIN, () -> view.running().isEmpty());
  }

  private SequencedMap<String, Long> peakMemory() {
    SequencedMap<String, Long> peaks = new LinkedHashMap<>();
    cluster
        .pids()
        .forEach((program, pid) -> peaks.put(program, new ProcessFigures(pid).peakMemory()));
    return peaks;
  }

  /** As the recorder saw it: cordons and Ready conditions of Nodes. */
  private Times times(Instant start, Instant end, Findings findings) {
    return new Times(
        Duration.between(start, end),
        Duration.between(
            start, moments(findings, "cordoned").min(Comparator.naturalOrder()).orElse(start)),
        Duration.between(
            moments(findings, "Ready").max(Comparator.naturalOrder()).orElse(end), end),
        findings.turnaround(50),
        findings.turnaround(99),
        cluster.slots().inUse(setting.budget()));
  }

  /** As the fleet saw it: marks of slots on BootcNodes, and nodes that report themselves back. */
  private Times times(Instant start, Instant end) {
    SlotLog slots = cluster.slots();
    return new Times(
        Duration.between(start, end),
        Duration.between(start, slots.firstTaken().orElse(start)),
        Duration.between(slots.lastBack().orElse(end), end),
        slots.turnaround(setting.budget(), 50),
        slots.turnaround(setting.budget(), 99),
        slots.inUse(setting.budget()));
  }

  private static Stream<Instant> moments(Findings findings, String what) {
    return findings.timelines().values().stream()
        .flatMap(List::stream)
        .filter(moment -> moment.what().equals(what))
        .map(Findings.Moment::at);
  }

  private static TemporalFigures figures(TemporalServer server, Instant start, long sizeBefore) {
    List<WorkflowRun> runs = TemporalView.of(server).runs("StartTime >= \"" + start + "\"");
    return new TemporalFigures(
        events(runs, run -> !run.type().equals(NODE_WORKFLOW)),
        events(runs, run -> run.type().equals(NODE_WORKFLOW)),
        server.databaseSize() - sizeBefore);
  }

  private static long events(List<WorkflowRun> runs, Predicate<WorkflowRun> which) {
    return runs.stream().filter(which).mapToLong(WorkflowRun::events).sum();
  }
}
