package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.servers.ServerHome;
import dev.bootc.rollout.testkit.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A node: containerd, a kubelet and its proxy in namespaces of their own (processes, mounts,
 * network), so that all of it ends with its first process and nothing of it is seen outside.
 */
public final class ClusterNode implements AutoCloseable {
  private static final Duration BEGINS_WITHIN = Duration.ofSeconds(10);
  private static final Duration LISTENS_WITHIN = Duration.ofSeconds(60);

  /** In its own mount namespace it still sees what it was started with. */
  private static final List<String> NAMESPACES =
      List.of(
          "unshare",
          "--mount",
          "--propagation=private",
          "--pid",
          "--fork",
          "--kill-child=KILL",
          "--mount-proc",
          "--net",
          "--uts",
          "--ipc");

  private final ServerHome home;
  private final NodePlan plan;
  private final Bridge bridge;
  private final Path folder;
  private volatile ServerProcess process;

  private ClusterNode(ServerHome home, NodePlan plan, Bridge bridge, Path folder) {
    this.home = home;
    this.plan = plan;
    this.bridge = bridge;
    this.folder = folder;
    process = launch(UUID.randomUUID().toString());
  }

  /** Starts it and returns once images can be loaded; it joins when its kubelet is up. */
  static ClusterNode start(ServerHome home, NodePlan plan, Bridge bridge) {
    ClusterNode node = new ClusterNode(home, plan, bridge, plan.writeFiles(home));
    node.awaitUp();
    return node;
  }

  private ServerProcess launch(String bootId) {
    home.write(plan.name() + "/boot_id", bootId + "\n");
    List<String> command =
        Stream.of(
                List.of("env"),
                environment(plan.environment(folder)),
                NAMESPACES,
                List.of("/bin/sh", home.write("node.sh", Template.read("node.sh")).toString()))
            .flatMap(List::stream)
            .toList();
    return home.launch(plan.name(), command);
  }

  private void awaitUp() {
    try {
      process.awaitReady(BEGINS_WITHIN, () -> first().isPresent());
      bridge.connect(first().orElseThrow().pid(), plan.number());
      process.awaitReady(LISTENS_WITHIN, this::listens);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Comes up again after {@link #close}, with what was in its {@code /var}: images, and pods, which
   * are started anew.
   *
   * @param bootId what its kernel says of this boot
   */
  public void boot(String bootId) {
    process = launch(bootId);
    awaitUp();
  }

  private static List<String> environment(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  public String name() {
    return plan.name();
  }

  /** With the logs of its programs. */
  public Path folder() {
    return folder;
  }

  /** Every process of it, those in its containers too. */
  public Stream<ProcessHandle> processes() {
    return first().stream().flatMap(ProcessHandle::descendants);
  }

  private Optional<ProcessHandle> first() {
    return ProcessHandle.of(process.pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> isInside(child.pid()))
        .findFirst();
  }

  /** The child is there before it has its namespaces, for a moment. */
  private static boolean isInside(long pid) {
    Path own = Path.of("/proc", Long.toString(pid), "ns/net");
    Path ours = Path.of("/proc/self/ns/net");
    try {
      return !Files.readSymbolicLink(own).equals(Files.readSymbolicLink(ours));
    } catch (IOException _) {
      return false;
    }
  }

  private boolean listens() {
    return Command.of("ctr", "--address", socket(), "version").succeeded();
  }

  void load(Path archive) {
    Command.outputOf(
        "ctr",
        "--address",
        socket(),
        "--namespace",
        "k8s.io",
        "images",
        "import",
        archive.toString());
  }

  /** The end of its first process is that of all others, and of its mounts and interfaces. */
  @Override
  public void close() {
    first()
        .ifPresent(first -> {
          first.destroyForcibly();
          first.onExit().join();
        });
    bridge.disconnect(plan.number());
    ControlGroups.remove(plan.controlGroup());
  }

  /** Its name is short, as containerd takes no path of more than 104 characters. */
  private String socket() {
    return folder.resolve("ct.sock").toString();
  }
}
