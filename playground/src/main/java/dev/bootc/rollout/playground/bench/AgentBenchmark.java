package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.AuditLog;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures what the agent costs its node: memory, CPU, requests, and how long it needs to start.
 */
@Command(
    name = "agent",
    sortOptions = false,
    description = "Runs the agent on a simulated host and says what it costs.")
@SuppressWarnings("NullAway.Init") // picocli sets the spec before it calls.
final class AgentBenchmark implements Callable<Integer> {

  private static final String USER_AGENT = "bootc-bench";
  private static final String AGENT = "bootc-rollout-agent";

  @Mixin private final AgentBenchOptions options = new AgentBenchOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!options.problem().isEmpty()) {
      throw new ParameterException(spec.commandLine(), options.problem());
    }
    RunFolder folder = RunFolder.create("bench");
    return ProgramRun.in(
        folder,
        AgentBenchmark::say,
        started -> {
          run(folder, started);
          return 0;
        });
  }

  private void run(RunFolder folder, Started started) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(AgentBenchmark::say);
    say("starting the servers");
    ControlPlane plane =
        started.add(
            ControlPlane.builder()
                .binaries(binaries)
                .withoutControllerManager()
                .withoutScheduler()
                .start());
    ChartInstallation chart = ChartInstallation.fromProgramOn(plane);
    KubernetesClient client =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(plane.adminConfig()).withUserAgent(USER_AGENT).build())
                .build());
    List<AgentMeasurement> measurements = new ArrayList<>();
    for (int run = 1; run <= options.runs; run++) {
      say("agent " + run + " of " + options.runs);
      AgentOnHost agent =
          started.add(AgentOnHost.prepare(client, chart, folder.path(), "node-" + run));
      measurements.add(measure(agent, plane));
      agent.close();
    }
    System.out.println(new AgentReport(measurements).text());
  }

  private AgentMeasurement measure(AgentOnHost agent, ControlPlane plane) {
    Duration start = agent.start();
    ProcessFigures process = agent.process();
    Duration startCpu = process.cpu();
    agent.awaitIdle();
    Instant idleSince = Instant.now();
    Duration cpuBefore = process.cpu();
    say("ready after %s, idle now for %s".formatted(start, options.idle()));
    Waiting.pause(options.idle());
    Duration idleCpu = process.cpu().minus(cpuBefore);
    long idleMemory = process.memory();
    long idlePeak = process.peakMemory();
    long idleRequests = requests(plane, idleSince);
    process.forgetPeak();
    agent.stage();
    return new AgentMeasurement(
        start,
        startCpu,
        options.idle(),
        idleMemory,
        idlePeak,
        idleCpu,
        idleRequests,
        process.peakMemory(),
        programSize());
  }

  private static long requests(ControlPlane plane, Instant since) {
    return AuditLog.read(plane.auditLog()).since(since).requests().stream()
        .filter(request -> request.userAgent().startsWith(AGENT))
        .count();
  }

  private static long programSize() {
    Path target = Checkout.root().resolve("agent/target");
    try (Stream<Path> jars = Files.list(target);
        Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      return Stream.concat(jars, libraries)
          .filter(file -> file.toString().endsWith(".jar"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
