package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A machine of a cluster, simulated down to its commands. Guarantees: a process of the host lives
 * no longer than the host is up, except none; what is below {@code run/} does not survive a full
 * reboot; each full boot has a new boot ID.
 *
 * <p>The host is made by {@link #create}, runs after {@link #start} and is over after {@link
 * #close}.
 */
public final class SimulatedHost implements AutoCloseable {
  private final String nodeName;
  private final HostFolder folder;
  private final HostEvents events;
  private final Machine machine;

  private SimulatedHost(String nodeName, HostFolder folder) {
    this.nodeName = nodeName;
    this.folder = folder;
    this.events = new HostEvents(nodeName);
    this.machine = new Machine(folder, events);
  }

  /**
   * Sets up the folder of a host that runs an image of its registry.
   *
   * @param bootedImage {@code name@sha256:…}
   */
  public static SimulatedHost create(
      Path directory, String nodeName, String bootedImage, HostSettings settings) {
    HostFolder folder = new HostFolder(directory);
    folder.createFolders();
    settings.write(folder);
    Installation.install(folder, bootedImage, settings);
    Shims.write(folder);
    return new SimulatedHost(nodeName, folder);
  }

  /** Boots it, and waits until it is up. Nothing runs on it but what is asked for. */
  public SimulatedHost start() {
    machine.start();
    return this;
  }

  /** From now on keeps an agent running on it, whenever it is up. */
  public SimulatedHost runAgent(AgentLaunch agent) {
    machine.runAgent(agent);
    return this;
  }

  public String nodeName() {
    return nodeName;
  }

  /** Stands for {@code /} of the host. */
  public HostFolder folder() {
    return folder;
  }

  /** What an agent puts before each host command: the host's own {@code nsenter}. */
  public List<String> commandPrefix() {
    return List.of(folder.bin().resolve("nsenter").toString(), "-t", "1", "-m", "-p", "-C", "--");
  }

  /** From now on told of everything that happens to the host. */
  public SimulatedHost listen(HostListener listener) {
    events.listen(listener);
    return this;
  }

  /** As {@code kill -9} of the agent's container, which is started again soon. */
  public void killAgent() {
    machine.processes().killAgent();
  }

  public Optional<Long> agentPid() {
    return machine.processes().agentPid();
  }

  /** Where the agent's output goes, over all its lives. */
  public Path agentLog() {
    return folder.root().resolve("agent.log");
  }

  /** An orderly reboot that nobody in the cluster asked for. */
  public void reboot() {
    machine.reboot(true);
  }

  /** The power fails: nothing is finalized, and the host comes back by itself. */
  public void crash() {
    machine.crash();
  }

  public boolean isUp() {
    return machine.isUp();
  }

  public String bootId() {
    return machine.bootIds().getLast();
  }

  /** One for each full boot, the first included; the present one is the last. */
  public List<String> bootIds() {
    return machine.bootIds();
  }

  /** Reboots since {@link #start}, soft ones included. */
  public int reboots() {
    return machine.reboots();
  }

  public Deployment booted() {
    return HostState.read(folder).booted();
  }

  public Optional<Deployment> staged() {
    return HostState.staged(folder);
  }

  public Optional<Deployment> rollback() {
    return Optional.ofNullable(HostState.read(folder).rollback());
  }

  /** Digests of the layers that are on the host. */
  public List<String> layers() {
    String[] names = folder.layers().toFile().list();
    List<String> digests = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      digests.add(name.replace('-', ':'));
    }
    return digests;
  }

  public synchronized void setFault(Fault fault, String value) {
    HostSettings.read(folder).withFault(fault, value).write(folder);
  }

  public synchronized void clearFault(Fault fault) {
    HostSettings.read(folder).withoutFault(fault).write(folder);
  }

  public synchronized void setTiming(HostTiming timing) {
    HostSettings.read(folder).withTiming(timing).write(folder);
  }

  /** Changes what the test decides about the host. */
  public synchronized void change(UnaryOperator<HostSettings> change) {
    change.apply(HostSettings.read(folder)).write(folder);
  }

  /** Lets {@code systemctl is-active} answer so for a unit of the host's own, such as a timer. */
  public void declareUnit(String name, String activeState) {
    machine.processes().declareUnit(name, activeState);
  }

  /** Units started by {@code systemd-run} that run now. */
  public List<String> activeUnits() {
    return machine.processes().activeUnits();
  }

  /** Everything that units have printed, over all boots. */
  public List<String> journal() {
    return machine.journal();
  }

  /** Starts a command on the host, as an administrator at its console does. A reboot kills it. */
  public Process execute(List<String> command, Map<String, String> environment) {
    List<String> onHost = new ArrayList<>(commandPrefix());
    onHost.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(onHost);
    builder.environment().putAll(environment);
    try {
      return machine.processes().adopt(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #execute(List, Map)}, to its end. */
  public CommandResult run(String... command) {
    return CommandResult.of(execute(List.of(command), Map.of()));
  }

  /** Ends everything that runs on the host. Its folder is left. */
  @Override
  public void close() {
    machine.close();
  }
}
