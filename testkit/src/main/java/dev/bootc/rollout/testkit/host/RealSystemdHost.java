package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.nspawn.Blueprint;
import dev.bootc.rollout.testkit.host.nspawn.NspawnMachine;
import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A host whose systemd, journal, units, shutdowns and namespaces are real; only {@code bootc} and
 * {@code ostree} are fake. The agent runs on it as a service of its own, which stands for a
 * DaemonSet's pod: it is started again when it dies, and ended by a shutdown.
 */
public final class RealSystemdHost implements AutoCloseable {
  private static final String AGENT = "node-agent.service";

  private final HostFolder folder;
  private final NspawnMachine machine;
  private final Path agentLog;

  private RealSystemdHost(HostFolder folder, NspawnMachine machine, Path agentLog) {
    this.folder = folder;
    this.machine = machine;
    this.agentLog = agentLog;
  }

  /**
   * Sets up a host that runs an image of its registry.
   *
   * @param directory an empty folder for all that belongs to the host
   * @param bootedImage {@code name@sha256:…}
   * @param agent its program, arguments and environment
   * @param visible what the agent needs to see of this system beside {@code /usr}
   */
  public static RealSystemdHost create(
      Path directory,
      String bootedImage,
      HostSettings settings,
      AgentLaunch agent,
      List<Path> visible) {
    HostFolder folder = new HostFolder(directory.resolve("images"));
    folder.createFolders();
    settings.write(folder);
    Installation.install(folder, bootedImage, settings);
    Path commands = directory.resolve("bin");
    Shims.writeImageTools(folder, commands);
    HostFolder.write(directory.resolve("log/agent.log"), "");
    Path agentLog = directory.resolve("log/agent.log");
    Blueprint blueprint =
        new Blueprint(
            commands,
            Stream.of(visible, Shims.needs(), configurationOfJava(), List.of(settings.registry()))
                .flatMap(List::stream)
                .toList(),
            List.of(folder.root(), agentLog.getParent()),
            units(folder, agent, agentLog));
    NspawnMachine machine =
        NspawnMachine.create(
            directory.resolve("root"), "host", blueprint, () -> NextBoot.wipeRun(folder));
    return new RealSystemdHost(folder, machine, agentLog);
  }

  public RealSystemdHost start() {
    machine.start();
    return this;
  }

  /** Where the images and deployments of the fakes are. */
  public HostFolder folder() {
    return folder;
  }

  /** Where the agent's output goes, over all its lives. */
  public Path agentLog() {
    return agentLog;
  }

  /** Reboots since {@link #start}. */
  public int reboots() {
    return machine.boots() - 1;
  }

  public Deployment booted() {
    return HostState.read(folder).booted();
  }

  public Optional<Deployment> staged() {
    return HostState.staged(folder);
  }

  public synchronized void setFault(Fault fault, String value) {
    HostSettings.read(folder).withFault(fault, value).write(folder);
  }

  public synchronized void clearFault(Fault fault) {
    HostSettings.read(folder).withoutFault(fault).write(folder);
  }

  /** As {@code kill -9} of the agent's container. */
  public CommandResult killAgent() {
    return run("systemctl", "kill", "--signal=KILL", AGENT);
  }

  /** The agent's process ID inside; 0 while it does not run. */
  public long agentPid() {
    return Long.parseLong(run("systemctl", "show", "-P", "MainPID", AGENT).output());
  }

  /** A command at the host's console, to its end. */
  public CommandResult run(String... command) {
    return CommandResult.of(machine.execute(List.of(command)));
  }

  @Override
  public void close() {
    machine.close();
  }

  /** Distributions keep parts of a JDK in {@code /etc} and link to them. */
  private static List<Path> configurationOfJava() {
    try (Stream<Path> found = Files.list(Path.of("/etc"))) {
      return found
          .filter(path -> path.endsWith("ssl") || path.getFileName().toString().startsWith("java"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> units(HostFolder folder, AgentLaunch agent, Path log) {
    return Map.of(
        "ostree-finalize-staged.service",
        """
        [Unit]
        Description=Finalize Staged Deployment
        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/bin/true
        ExecStop=/usr/local/bin/ostree admin finalize-staged
        TimeoutStopSec=5m
        """,
        "ostree-boot-complete.service",
        """
        [Unit]
        Description=Complete Boot
        ConditionPathExists=%s
        Before=%s
        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/local/bin/ostree admin boot-complete
        """
            .formatted(folder.finalizeFailureStamp(), AGENT),
        AGENT,
        """
        [Unit]
        Description=Agent of the node
        After=ostree-finalize-staged.service
        StartLimitIntervalSec=0
        [Service]
        ExecStart=%s
        Environment=%s
        Restart=always
        RestartSec=1
        PrivateMounts=yes
        StandardOutput=append:%s
        StandardError=inherit
        """
            .formatted(
                quoted(agent.command()),
                quoted(
                    agent.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList()),
                log));
  }

  /** In the syntax of unit files. */
  private static String quoted(List<String> words) {
    return words.stream()
        .map(word ->
            "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%") + "\"")
        .collect(Collectors.joining(" "));
  }
}
