package dev.bootc.rollout.testkit.host.systemd;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transient units of a host, and the states of units that only a test declares. */
public final class Units {
  private static final Logger LOG = LoggerFactory.getLogger(Units.class);

  private final Map<String, Unit> transientUnits = new ConcurrentHashMap<>();
  private final Map<String, String> declared = new ConcurrentHashMap<>();
  private final Path root;
  private final Journal journal;
  private final Supplier<String> bootId;
  private final Consumer<Unit> started;
  private final Executor readers = task -> Thread.ofVirtual().name("unit-output").start(task);

  /**
   * Tells {@code started} of each unit as it starts. Units run in {@code root}, as systemd starts
   * them in {@code /}.
   */
  public Units(Path root, Journal journal, Supplier<String> bootId, Consumer<Unit> started) {
    this.root = root;
    this.journal = journal;
    this.bootId = bootId;
    this.started = started;
  }

  /** Starts a unit, unless one of that name is there: then the answer is empty. */
  synchronized Optional<Unit> start(
      String name, List<String> command, Map<String, String> environment, boolean collect)
      throws IOException {
    if (transientUnits.containsKey(name) || declared.containsKey(name)) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(located(command, environment))
            .directory(root.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String boot = bootId.get();
    journal.append(name, boot, "Started " + described(name, command) + ".");
    CompletableFuture<Void> journalled =
        CompletableFuture.runAsync(() -> journal(name, boot, process), readers)
            .thenCombine(
                process.onExit(),
                (_, ended) -> {
                  journalEnd(name, boot, ended.exitValue());
                  return null;
                });
    Unit unit =
        new Unit(
            name,
            UUID.randomUUID().toString().replace("-", ""),
            command,
            collect,
            process,
            journalled);
    transientUnits.put(name, unit);
    CompletableFuture<Void> _ = unit.end().thenAccept(this::unloadIfDone);
    started.accept(unit);
    return Optional.of(unit);
  }

  /** As {@code systemctl stop} of a unit that was found. */
  void stop(Unit unit) {
    String boot = bootId.get();
    String described = described(unit.name(), unit.command());
    journal.append(unit.name(), boot, "Stopping " + described + "...");
    unit.stop();
    journal.append(unit.name(), boot, "Stopped " + described + ".");
  }

  Optional<Unit> find(String name) {
    return Optional.ofNullable(transientUnits.get(name));
  }

  /** Units that run now. */
  public List<Unit> active() {
    return transientUnits.values().stream().filter(Unit::isActive).toList();
  }

  /** Lets {@code systemctl is-active} answer so for a unit that has no process here. */
  public void declare(String name, String activeState) {
    declared.put(name, activeState);
  }

  Optional<String> declaredState(String name) {
    return Optional.ofNullable(declared.get(name));
  }

  Collection<String> declaredStates() {
    return declared.values();
  }

  void resetFailed(String name) {
    transientUnits.computeIfPresent(name, (_, unit) -> unit.isActive() ? unit : null);
    declared.computeIfPresent(name, (_, state) -> state.equals("failed") ? "inactive" : state);
  }

  /** Ends all of them at once, as the shutdown of a host does in the end; they are forgotten. */
  public void killAll() {
    transientUnits.values().forEach(Unit::kill);
    transientUnits.clear();
  }

  /**
   * Looks the program up in the unit's PATH; a ProcessBuilder would look in that of this process.
   */
  private static List<String> located(List<String> command, Map<String, String> environment) {
    String program = command.getFirst();
    if (program.contains("/")) {
      return command;
    }
    List<String> located = new ArrayList<>(command);
    Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> new File(directory, program))
        .filter(File::canExecute)
        .findFirst()
        .ifPresent(file -> located.set(0, file.getPath()));
    return located;
  }

  /** Without {@code --collect} a unit that failed stays until somebody resets it. */
  private void unloadIfDone(Unit unit) {
    if (unit.isCollected() || unit.result().filter(Unit.Result.SUCCESS::equals).isPresent()) {
      transientUnits.remove(unit.name(), unit);
    }
  }

  /** systemd's own words about a unit stand in the unit's journal. */
  private void journalEnd(String name, String boot, int exitValue) {
    Unit.Result result = Unit.Result.of(exitValue);
    switch (result) {
      case SUCCESS -> journal.append(name, boot, name + ": Deactivated successfully.");
      case EXIT_CODE -> journalFailure(name, boot, "code=exited, status=" + exitValue, result);
      case SIGNAL -> journalFailure(name, boot, "code=killed, status=" + (exitValue - 128), result);
    }
  }

  private void journalFailure(String name, String boot, String how, Unit.Result result) {
    journal.append(name, boot, name + ": Main process exited, " + how);
    journal.append(name, boot, name + ": Failed with result '" + result.word() + "'.");
  }

  private static String described(String name, List<String> command) {
    return name + " - " + String.join(" ", command);
  }

  private void journal(String name, String boot, Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        journal.append(name, boot, line);
      }
    } catch (IOException stopped) {
      // Stopping a process closes its output under the reader. The unit has to end all the same.
      LOG.atDebug().addKeyValue("unit", name).setCause(stopped).log("the output ends early");
    }
  }
}
