package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.systemd.ControlSocket;
import dev.bootc.rollout.testkit.host.systemd.Journal;
import dev.bootc.rollout.testkit.host.systemd.Power;
import dev.bootc.rollout.testkit.host.systemd.Units;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Power and boots of a host. Whatever changes its power state runs on one thread. */
final class Machine implements Power, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Machine.class);
  private static final Duration TERMINATION_GRACE = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final String BOOT_COMPLETE = "ostree-boot-complete.service";

  /** Whatever ends this JVM in an orderly way ends the hosts with it. */
  private static final Set<Machine> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Machine::close), "simulated-hosts-end"));
  }

  private final HostFolder folder;
  private final HostEvents events;
  private final ScheduledExecutorService executor;
  private final Journal journal;
  private final Units units;
  private final HostProcesses processes;
  private final List<String> bootIds = new CopyOnWriteArrayList<>();
  private final AtomicBoolean goingDown = new AtomicBoolean();
  private volatile boolean up;
  private final AtomicInteger boots = new AtomicInteger();
  private volatile long softReboots;
  private @Nullable ControlSocket socket;

  Machine(HostFolder folder, HostEvents events) {
    this.folder = folder;
    this.events = events;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host-" + events.nodeName()).factory());
    this.journal = new Journal(folder.journal());
    this.units = new Units(folder.root(), journal, bootIds::getLast, events::unitStarted);
    this.processes = new HostProcesses(units, folder.root().resolve("agent.log"), executor, events);
  }

  void start() {
    RUNNING.add(this);
    CompletableFuture.runAsync(() -> comeUp(UUID.randomUUID().toString()), executor).join();
  }

  void runAgent(AgentLaunch launch) {
    later(
        Duration.ZERO,
        () -> {
          processes.installAgent(launch);
          if (up) {
            processes.startAgent();
          }
        });
  }

  HostProcesses processes() {
    return processes;
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

  List<String> journal() {
    return journal.entries().stream().map(Journal.Entry::message).toList();
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
      later(
          Duration.ZERO,
          () -> {
            processes.stopAgent(Duration.ZERO);
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
    events.rebootOrdered();
    later(HostSettings.read(folder).timing().shutdown(), () -> shutDown(soft));
  }

  private void shutDown(boolean soft) {
    processes.stopAgent(TERMINATION_GRACE);
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
    closeSocket();
    processes.endAll();
    onceNothingRuns.run();
    events.wentDown();
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
    events.cameUp(bootId);
    processes.startAgent();
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

  @Override
  public void close() {
    if (!RUNNING.remove(this)) {
      return;
    }
    executor.shutdownNow();
    try {
      // A boot under way would start an agent after all processes were ended.
      if (!executor.awaitTermination(TERMINATION_GRACE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.atWarn().addKeyValue("node", events.nodeName()).log("the host does not come to rest");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    up = false;
    processes.endAll();
    closeSocket();
  }

  private void closeSocket() {
    ControlSocket open = socket;
    if (open != null) {
      open.close();
    }
  }

  private void later(Duration delay, Runnable step) {
    Future<?> _ =
        executor.schedule(
            () -> {
              try {
                step.run();
              } catch (RuntimeException e) {
                LOG.atError()
                    .addKeyValue("node", events.nodeName())
                    .setCause(e)
                    .log("the host is broken");
              }
            },
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
