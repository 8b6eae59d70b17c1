package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.process.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent on a host, kept running as a DaemonSet does: started again when it dies, later and
 * later while it dies early. All methods are safe to call from any thread.
 */
final class AgentProcess {
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LAST_DELAY = Duration.ofSeconds(5);
  private static final Duration LIVED_WELL = Duration.ofSeconds(10);

  private final AgentLaunch launch;
  private final Path log;
  private final ScheduledExecutorService executor;
  private final Events events;
  private boolean wanted;
  private boolean killedOnPurpose;
  private Duration delay = FIRST_DELAY;
  private @Nullable Process process;

  AgentProcess(AgentLaunch launch, Path log, ScheduledExecutorService executor, Events events) {
    this.launch = launch;
    this.log = log;
    this.executor = executor;
    this.events = events;
  }

  /** Told of each start and end. */
  interface Events {
    void started(long pid);

    void died(int exitCode);
  }

  synchronized void start() {
    wanted = true;
    delay = FIRST_DELAY;
    launch();
  }

  synchronized Optional<Long> pid() {
    return Optional.ofNullable(process).filter(Process::isAlive).map(Process::pid);
  }

  /** As {@code kill -9} of the container; it is started again shortly after. */
  synchronized void kill() {
    killedOnPurpose = true;
    family().forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks it to end, makes it end after the grace, and leaves it ended. */
  void stop(Duration grace) {
    List<ProcessHandle> family;
    @Nullable Process ending;
    synchronized (this) {
      wanted = false;
      family = family();
      ending = process;
      process = null;
    }
    family.forEach(ProcessHandle::destroy);
    if (ending != null && !ended(ending, grace)) {
      ending.destroyForcibly().onExit().join();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean ended(Process process, Duration grace) {
    try {
      return process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The agent and whatever it has started; units are not among it, their parent is process 1. */
  private List<ProcessHandle> family() {
    Process running = process;
    return running == null
        ? List.of()
        : Stream.concat(Stream.of(running.toHandle()), running.descendants()).toList();
  }

  private void launch() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(launch.command())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()));
      builder.environment().putAll(launch.environment());
      Process started = ProcessLauncher.start(builder);
      process = started;
      Instant since = Instant.now();
      events.started(started.pid());
      CompletableFuture<Void> _ = started.onExit().thenAccept(ended -> afterEnd(ended, since));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void afterEnd(Process ended, Instant since) {
    boolean again;
    synchronized (this) {
      again = wanted && ended.equals(process);
      if (again) {
        boolean early = Duration.between(since, Instant.now()).compareTo(LIVED_WELL) < 0;
        delay = early && !killedOnPurpose ? min(delay.multipliedBy(2), LAST_DELAY) : FIRST_DELAY;
        killedOnPurpose = false;
        Future<?> _ = executor.schedule(this::launchAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    events.died(ended.exitValue());
  }

  private synchronized void launchAgain() {
    if (wanted && pid().isEmpty()) {
      launch();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
