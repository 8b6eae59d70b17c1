package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.systemd.Unit;
import dev.bootc.rollout.testkit.host.systemd.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What runs on a host while it is up: its agent, its units, and what is typed at its console. */
final class HostProcesses {
  private final Units units;
  private final Path agentLog;
  private final ScheduledExecutorService executor;
  private final HostEvents events;
  private final Set<Process> console = ConcurrentHashMap.newKeySet();
  private volatile @Nullable AgentProcess agent;

  /**
   * @param executor runs what brings a dead agent back
   */
  HostProcesses(Units units, Path agentLog, ScheduledExecutorService executor, HostEvents events) {
    this.units = units;
    this.agentLog = agentLog;
    this.executor = executor;
    this.events = events;
  }

  /** From now on there is an agent, which does not run before {@link #startAgent()}. */
  void installAgent(AgentLaunch launch) {
    agent = new AgentProcess(launch, agentLog, executor, events);
  }

  void startAgent() {
    AgentProcess installed = agent;
    if (installed != null) {
      installed.start();
    }
  }

  /** Lets it run no more until it is started; it may use the grace to end by itself. */
  void stopAgent(Duration grace) {
    AgentProcess installed = agent;
    if (installed != null) {
      installed.stop(grace);
    }
  }

  /** As {@code kill -9}; it comes back by itself. */
  void killAgent() {
    AgentProcess installed = agent;
    if (installed != null) {
      installed.kill();
    }
  }

  Optional<Long> agentPid() {
    AgentProcess installed = agent;
    return installed == null ? Optional.empty() : installed.pid();
  }

  void declareUnit(String name, String activeState) {
    units.declare(name, activeState);
  }

  List<String> activeUnits() {
    return units.active().stream().map(Unit::name).toList();
  }

  /** Makes a process the host's own, so that it does not outlive it. */
  Process adopt(Process process) {
    console.add(process);
    CompletableFuture<Void> _ = process.onExit().thenAccept(console::remove);
    return process;
  }

  void endAll() {
    stopAgent(Duration.ZERO);
    units.killAll();
    for (Process process : console) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
