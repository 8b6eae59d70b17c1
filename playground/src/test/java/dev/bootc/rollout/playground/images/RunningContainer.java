package dev.bootc.rollout.playground.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A container that has been started; closing it stops its process as a kubelet does. */
record RunningContainer(Process runc, Path log) implements AutoCloseable {
  private static final int GRACE_SECONDS = 30;

  /** Its first process, as this machine sees it. */
  Optional<ProcessHandle> init() {
    return runc.children()
        .filter(child -> child.info().command().filter("/opt/java/bin/java"::equals).isPresent())
        .findFirst();
  }

  /** Lines of the kernel's account of its first process. */
  List<String> status() throws IOException {
    return Files.readAllLines(proc().resolve("status"));
  }

  List<String> mounts() throws IOException {
    return Files.readAllLines(proc().resolve("mounts"));
  }

  private Path proc() {
    return Path.of("/proc", String.valueOf(init().orElseThrow().pid()));
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    runc.destroy();
    try {
      if (!runc.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    runc.descendants().forEach(ProcessHandle::destroyForcibly);
    runc.destroyForcibly();
  }
}
