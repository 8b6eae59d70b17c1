package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.testkit.cluster.ClusterNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A container's first process as the kernel of this machine knows it. */
record RunningPod(String name, long pid) {

  /** The only container of a pod that runs on that node. */
  static RunningPod of(Pod pod, ClusterNode node) {
    String container = pod.getStatus().getContainerStatuses().getFirst().getContainerID();
    String id = container.substring(container.lastIndexOf('/') + 1);
    long pid =
        node.processes()
            .filter(process -> isIn(process, id))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no process of " + pod.getMetadata().getName()))
            .pid();
    return new RunningPod(pod.getMetadata().getName(), pid);
  }

  private static boolean isIn(ProcessHandle process, String container) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"))
          .contains("/" + container);
    } catch (IOException gone) {
      return false;
    }
  }

  /** The value of a line of the kernel's account. */
  String status(String key) {
    return lines("status").stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Real, effective, saved and of the file system. */
  List<String> users() {
    return List.of(status("Uid").split("\\s+"));
  }

  boolean hasReadOnlyRoot() {
    return lines("mounts").stream()
        .filter(line -> line.split(" ", -1)[1].equals("/"))
        .anyMatch(line -> line.split(" ", -1)[3].startsWith("ro"));
  }

  /** Resident, in MiB: the most that was since the start, or now. */
  long mostMemory() {
    return mebibytes("VmHWM");
  }

  private long mebibytes(String key) {
    return Long.parseLong(status(key).replaceAll("[^0-9]", "")) / 1024;
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
