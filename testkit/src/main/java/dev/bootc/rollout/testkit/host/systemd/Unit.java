package dev.bootc.rollout.testkit.host.systemd;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A transient service: a process whose parent is process 1 and nobody else. */
public final class Unit {
  /** How the process ended, in systemd's words. */
  enum Result {
    SUCCESS("success"),
    EXIT_CODE("exit-code"),
    SIGNAL("signal");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** What systemd makes of an exit value that Java gives; beyond 128 it tells of a signal. */
    static Result of(int exitValue) {
      if (exitValue == 0 || CLEAN_SIGNALS.contains(exitValue - SIGNAL_BASE)) {
        return SUCCESS;
      }
      return exitValue > SIGNAL_BASE ? SIGNAL : EXIT_CODE;
    }
  }

  private static final int SIGNAL_BASE = 128;
  // HUP, INT, PIPE and TERM are a clean end of a service that is not of type oneshot.
  private static final Set<Integer> CLEAN_SIGNALS = Set.of(1, 2, 13, 15);

  private final String name;
  private final String invocationId;
  private final List<String> command;
  private final boolean collect;
  private final Process process;
  private final Instant started = Instant.now();
  private volatile @Nullable Instant ended;
  private final CompletableFuture<Void> journalled;

  Unit(
      String name,
      String invocationId,
      List<String> command,
      boolean collect,
      Process process,
      CompletableFuture<Void> journalled) {
    this.name = name;
    this.invocationId = invocationId;
    this.command = List.copyOf(command);
    this.collect = collect;
    this.process = process;
    this.journalled = journalled;
  }

  public String name() {
    return name;
  }

  public List<String> command() {
    return command;
  }

  String invocationId() {
    return invocationId;
  }

  boolean isCollected() {
    return collect;
  }

  long pid() {
    return process.pid();
  }

  public boolean isActive() {
    return process.isAlive();
  }

  /** Completes once the process has ended and its last line is in the journal. */
  CompletableFuture<Unit> end() {
    return process
        .onExit()
        .thenCombine(
            journalled,
            (_, _) -> {
              ended = Instant.now();
              return this;
            });
  }

  /** Empty while it runs. */
  Optional<Result> result() {
    if (process.isAlive()) {
      return Optional.empty();
    }
    return Optional.of(Result.of(process.exitValue()));
  }

  int exitStatus() {
    return process.exitValue();
  }

  Duration runtime() {
    Instant end = ended;
    return Duration.between(started, end == null ? Instant.now() : end);
  }

  /** As {@code systemctl stop}: asks, and then waits. */
  void stop() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    end().join();
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
