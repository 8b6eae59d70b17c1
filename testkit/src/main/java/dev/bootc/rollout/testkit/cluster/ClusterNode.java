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

  private final String name;
  private final Path folder;
  private final String controlGroup;
  private final ServerProcess process;

  private ClusterNode(String name, Path folder, String controlGroup, ServerProcess process) {
    this.name = name;
    this.folder = folder;
    this.controlGroup = controlGroup;
    this.process = process;
  }

  /** Starts it and returns once images can be loaded; it joins when its kubelet is up. */
  static ClusterNode start(ServerHome home, NodePlan plan, Bridge bridge) {
    Path folder = plan.writeFiles(home);
    List<String> command =
        Stream.of(
                List.of("env"),
                environment(plan.environment(folder)),
                NAMESPACES,
                List.of("/bin/sh", home.write("node.sh", Template.read("node.sh")).toString()))
            .flatMap(List::stream)
            .toList();
    ServerProcess process = home.launch(plan.name(), command);
    ClusterNode node = new ClusterNode(plan.name(), folder, plan.controlGroup(), process);
    try {
      process.awaitReady(BEGINS_WITHIN, () -> node.first().isPresent());
      bridge.connect(node.first().orElseThrow().pid(), plan.number());
      process.awaitReady(LISTENS_WITHIN, node::listens);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private static List<String> environment(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  public String name() {
    return name;
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
    ControlGroups.remove(controlGroup);
  }

  /** Its name is short, as containerd takes no path of more than 104 characters. */
  private String socket() {
    return folder.resolve("ct.sock").toString();
  }
}
