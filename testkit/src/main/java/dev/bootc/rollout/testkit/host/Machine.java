package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.systemd.ControlSocket;
import dev.bootc.rollout.testkit.host.systemd.Journal;
import dev.bootc.rollout.testkit.host.systemd.Power;
import dev.bootc.rollout.testkit.host.systemd.Unit;
import dev.bootc.rollout.testkit.host.systemd.Units;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Power, boots and processes of a host. Whatever changes its power state runs on one thread. */
final class Machine implements Power, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Machine.class);
  private static final Duration TERMINATION_GRACE = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final String BOOT_COMPLETE = "ostree-boot-complete.service";

  /** Whatever ends this JVM in an orderly way ends the hosts with it. */
  private static final Set<Machine> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Machine::close), "simulated-hosts-end"));
  }

  private final SimulatedHost host;
  private final HostFolder folder;
  private final List<HostListener> listeners;
  private final ScheduledExecutorService executor;
  private final Journal journal;
  private final Units units;
  private final List<String> bootIds = new CopyOnWriteArrayList<>();
  private final Set<Process> consoleProcesses = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean goingDown = new AtomicBoolean();
  private volatile boolean up;
  private final AtomicInteger boots = new AtomicInteger();
  private volatile long softReboots;
  private volatile @Nullable AgentProcess agent;
  private @Nullable ControlSocket socket;

  Machine(SimulatedHost host, HostFolder folder, List<HostListener> listeners) {
    this.host = host;
    this.folder = folder;
    this.listeners = listeners;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host-" + host.nodeName()).factory());
    this.journal = new Journal(folder.journal());
    this.units =
        new Units(
            folder.root(),
            journal,
            bootIds::getLast,
            unit -> tell(listener -> listener.unitStarted(host, unit.name(), unit.command())));
  }

  void start() {
    RUNNING.add(this);
    CompletableFuture.runAsync(() -> comeUp(UUID.randomUUID().toString()), executor).join();
  }

  void runAgent(AgentLaunch launch) {
    onMachineThread(() -> {
      AgentProcess added =
          new AgentProcess(launch, folder.root().resolve("agent.log"), executor, agentEvents());
      agent = added;
      if (up) {
        added.start();
      }
    });
  }

  boolean isUp() {
    return up;
  }

  List<String> bootIds() {
    return List.copyOf(bootIds);
  }

  int reboots() {
    return Math.max(0, boots.get() - 1);
  }

  void killAgent() {
    AgentProcess running = agent;
    if (running != null) {
      running.kill();
    }
  }

  Optional<Long> agentPid() {
    AgentProcess running = agent;
    return running == null ? Optional.empty() : running.pid();
  }

  void declareUnit(String name, String activeState) {
    units.declare(name, activeState);
  }

  List<String> activeUnits() {
    return units.active().stream().map(Unit::name).toList();
  }

  List<String> journal() {
    return journal.entries().stream().map(Journal.Entry::message).toList();
  }

  Process adopt(Process process) {
    consoleProcesses.add(process);
    CompletableFuture<Void> _ = process.onExit().thenAccept(consoleProcesses::remove);
    return process;
  }

  @Override
  public void reboot(boolean neverSoft) {
    order(!neverSoft && knowsSoftReboot() && Files.exists(folder.nextRoot()));
  }

  @Override
  public boolean knowsSoftReboot() {
    return !HostSettings.read(folder).has(Fault.NO_SOFT_REBOOT);
  }

  @Override
  public void softReboot() {
    order(true);
  }

  @Override
  public boolean isGoingDown() {
    return goingDown.get();
  }

  @Override
  public long softReboots() {
    return softReboots;
  }

  /** The power fails and comes back. */
  void crash() {
    if (goingDown.compareAndSet(false, true)) {
      onMachineThread(() -> {
        AgentProcess running = agent;
        if (running != null) {
          running.stop(Duration.ZERO);
        }
        goDown(() -> NextBoot.wipeRun(folder));
        scheduleBoot(false);
      });
    }
  }

  private void order(boolean soft) {
    if (HostSettings.read(folder).has(Fault.REBOOT_IGNORED)
        || !goingDown.compareAndSet(false, true)) {
      return;
    }
    tell(listener -> listener.rebootOrdered(host));
    later(HostSettings.read(folder).timing().shutdown(), () -> shutDown(soft));
  }

  private void shutDown(boolean soft) {
    AgentProcess running = agent;
    if (running != null) {
      running.stop(TERMINATION_GRACE);
    }
    goDown(() -> {
      // A soft reboot without another root starts the old one again.
      if (!soft || Files.exists(folder.nextRoot())) {
        NextBoot.finalizeDeployments(folder);
      }
      if (!soft) {
        NextBoot.wipeRun(folder);
      }
      HostFolder.delete(folder.nextRoot());
    });
    scheduleBoot(soft);
  }

  private void goDown(Runnable onceNothingRuns) {
    up = false;
    ControlSocket open = socket;
    if (open != null) {
      open.close();
    }
    endProcesses();
    onceNothingRuns.run();
    tell(listener -> listener.wentDown(host));
  }

  private void scheduleBoot(boolean soft) {
    later(HostSettings.read(folder).timing().reboot(), () -> boot(soft));
  }

  private void boot(boolean soft) {
    HostSettings settings = HostSettings.read(folder);
    if (settings.has(Fault.STAYS_DOWN)) {
      later(LOOK_AGAIN, () -> boot(soft));
      return;
    }
    if (settings.has(Fault.ROLLS_BACK_AFTER_BOOT)) {
      // The boot whose health check failed was a boot too.
      bootIds.add(UUID.randomUUID().toString());
      boots.incrementAndGet();
      NextBoot.rollBack(folder);
    }
    softReboots = soft ? softReboots + 1 : 0;
    comeUp(soft ? bootIds.getLast() : UUID.randomUUID().toString());
  }

  private void comeUp(String bootId) {
    if (bootIds.isEmpty() || !bootIds.getLast().equals(bootId)) {
      bootIds.add(bootId);
    }
    boots.incrementAndGet();
    HostFolder.write(folder.bootIdFile(), bootId + "\n");
    journal.append("init.scope", bootId, "Startup finished.");
    reportFinalizeFailure(bootId);
    socket = ControlSocket.open(folder, units, journal, this, this::bootIds);
    up = true;
    goingDown.set(false);
    tell(listener -> listener.cameUp(host, bootId));
    AgentProcess stopped = agent;
    if (stopped != null) {
      stopped.start();
    }
  }

  /** The boot after a failed finalization is the first that tells of it. */
  private void reportFinalizeFailure(String bootId) {
    boolean failed = Files.exists(folder.finalizeFailureStamp());
    // Its condition is the stamp, so it does not even start where nothing failed.
    units.declare(BOOT_COMPLETE, failed ? "failed" : "inactive");
    if (failed) {
      journal.append(BOOT_COMPLETE, bootId, "error: " + NextBoot.finalizeFailure(folder));
      journal.append(BOOT_COMPLETE, bootId, BOOT_COMPLETE + ": Failed with result 'exit-code'.");
      HostFolder.delete(folder.finalizeFailureStamp());
    }
  }

  private void endProcesses() {
    AgentProcess running = agent;
    if (running != null) {
      running.stop(Duration.ZERO);
    }
    units.killAll();
    for (Process process : consoleProcesses) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    if (!RUNNING.remove(this)) {
      return;
    }
    executor.shutdownNow();
    try {
      // A boot under way would start an agent after all processes were ended.
      if (!executor.awaitTermination(TERMINATION_GRACE.toSeconds(), TimeUnit.SECONDS)) {
        LOGGER.warn("simulated host {} does not come to rest", host.nodeName());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    up = false;
    endProcesses();
    ControlSocket open = socket;
    if (open != null) {
      open.close();
    }
  }

  private AgentProcess.Events agentEvents() {
    return new AgentProcess.Events() {
      @Override
      public void started(long pid) {
        tell(listener -> listener.agentStarted(host, pid));
      }

      @Override
      public void died(int exitCode) {
        tell(listener -> listener.agentDied(host, exitCode));
      }
    };
  }

  private void tell(Consumer<HostListener> event) {
    listeners.forEach(event);
  }

  private void onMachineThread(Runnable step) {
    later(Duration.ZERO, step);
  }

  private void later(Duration delay, Runnable step) {
    Future<?> _ =
        executor.schedule(
            () -> {
              try {
                step.run();
              } catch (RuntimeException e) {
                LOGGER.error("simulated host {} is broken", host.nodeName(), e);
              }
            },
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
