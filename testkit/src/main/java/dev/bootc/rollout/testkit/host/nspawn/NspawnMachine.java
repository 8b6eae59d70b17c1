package dev.bootc.rollout.testkit.host.nspawn;

import dev.bootc.rollout.testkit.process.ProcessLauncher;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose process 1 is a real systemd. It shares this system's network and its {@code
 * /usr}.
 *
 * <p>Guarantees: after {@link #close()}, and also when this JVM is killed, none of its processes
 * and mounts is left, because all of them live in namespaces that end with their first process.
 */
public final class NspawnMachine implements AutoCloseable {
  /** How nspawn ends when the machine inside wants to boot again. */
  private static final int REBOOT = 133;

  private static final String INIT = "/systemd/systemd";

  private final RootFolder root;
  private final Blueprint blueprint;
  private final Runnable betweenBoots;
  private final ControlGroup controlGroup = ControlGroup.create();
  private boolean wanted;
  private int boots;
  private @Nullable Process process;

  private NspawnMachine(RootFolder root, Blueprint blueprint, Runnable betweenBoots) {
    this.root = root;
    this.blueprint = blueprint;
    this.betweenBoots = betweenBoots;
  }

  /** Why this system can have no such machine, with the mend; empty where it can. */
  public static Optional<String> obstacle() {
    return Requirements.missing();
  }

  /**
   * Sets up the machine's root directory.
   *
   * @param root a folder that does not exist yet
   * @param betweenBoots called whenever the machine went down to come up again
   */
  public static NspawnMachine create(
      Path root, String name, Blueprint blueprint, Runnable betweenBoots) {
    RootFolder folder = new RootFolder(root);
    folder.layOut(name, UUID.randomUUID().toString().replace("-", ""), blueprint.units());
    return new NspawnMachine(folder, blueprint, betweenBoots);
  }

  /** Boots it, and whenever it asks for a reboot boots it again. */
  public synchronized void start() {
    wanted = true;
    boot();
  }

  public synchronized int boots() {
    return boots;
  }

  /** The process ID, as this system sees it, of the machine's process 1; empty while it is down. */
  public synchronized Optional<Long> init() {
    return Optional.ofNullable(process).stream()
        .flatMap(Process::descendants)
        .filter(each -> each.info().command().filter(path -> path.endsWith(INIT)).isPresent())
        .map(ProcessHandle::pid)
        .findFirst();
  }

  /**
   * A command as an administrator at the machine's console runs it.
   *
   * @throws IllegalStateException if the machine is down
   */
  public Process execute(List<String> command) {
    long init = init().orElseThrow(() -> new IllegalStateException("the machine is down"));
    List<String> inside = new ArrayList<>(List.of("nsenter", "-t", Long.toString(init)));
    inside.addAll(List.of("-m", "-u", "-i", "-p", "-C", "--", "/usr/bin/env", "-i"));
    inside.addAll(List.of("PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"));
    inside.addAll(command);
    try {
      return new ProcessBuilder(inside).redirectInput(new File("/dev/null")).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    @Nullable Process running;
    synchronized (this) {
      wanted = false;
      running = process;
    }
    if (running != null) {
      end(running);
    }
    controlGroup.remove();
    root.remove();
  }

  private static void end(Process running) {
    List<ProcessHandle> family = running.descendants().toList();
    family.forEach(ProcessHandle::destroyForcibly);
    running.destroyForcibly().onExit().join();
    family.forEach(each -> each.onExit().join());
  }

  private void boot() {
    try {
      Process started =
          ProcessLauncher.start(
              new ProcessBuilder(command())
                  .redirectInput(new File("/dev/null"))
                  .redirectErrorStream(true)
                  .redirectOutput(
                      Redirect.appendTo(root.path().resolveSibling("console.log").toFile())));
      process = started;
      boots++;
      CompletableFuture<Void> _ = started.onExit().thenAccept(this::ended);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void ended(Process machine) {
    if (wanted && machine.exitValue() == REBOOT) {
      betweenBoots.run();
      boot();
    }
  }

  private List<String> command() {
    boolean systemdIsHere = Files.isDirectory(Path.of("/run/systemd/system"));
    return Stream.of(
            systemdIsHere ? ownScope() : List.<String>of(),
            namespaces(systemdIsHere ? List.of() : controlGroup.folders()),
            List.of(
                "systemd-nspawn",
                "--quiet",
                "--boot",
                "--register=no",
                "--keep-unit",
                "--link-journal=no",
                "--console=pipe",
                "--directory=" + root.path(),
                "--bind-ro=/usr",
                "--bind-ro=" + blueprint.commands() + ":/usr/local/bin"),
            blueprint.visible().stream().map(path -> "--bind-ro=" + path).toList(),
            blueprint.shared().stream().map(path -> "--bind=" + path).toList())
        .flatMap(List::stream)
        .toList();
  }

  /** Where systemd owns the control groups, it has to be asked for one. */
  private static List<String> ownScope() {
    return List.of("systemd-run", "--scope", "--quiet", "--property=Delegate=yes", "--");
  }

  /**
   * The first process inside is process 1 of its namespace, so its end is the end of all others.
   * nspawn must not see this system's {@code /run}: it would leave mount points there.
   */
  private static List<String> namespaces(List<Path> controlGroups) {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--propagation=private", "--pid", "--fork"));
    command.addAll(List.of("--kill-child=KILL", "--mount-proc", "/bin/sh", "-euc"));
    command.add(
        """
        while [ "$1" != "--" ]; do mkdir -p "$1"; echo 0 >"$1/cgroup.procs"; shift; done
        shift
        mount -t tmpfs tmpfs /run
        exec "$@"
        """);
    command.add("machine");
    controlGroups.forEach(folder -> command.add(folder.toString()));
    command.add("--");
    return command;
  }
}
