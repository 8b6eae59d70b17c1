package dev.bootc.rollout.playground.images;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Namespaces that stand for those of a host, with a file that is seen in them only. This machine's
 * own process 1 may be out of reach, as in a container.
 */
record OtherHost(Process unshare) implements AutoCloseable {
  static final String SEEN = "seen on the host";

  static OtherHost start(Path folder, Path witness) throws IOException {
    Process unshare =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--cgroup",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                "mount -t tmpfs tmpfs \"$0\" && printf '%s' \"$2\" >\"$1\" && exec sleep infinity",
                folder.toString(),
                witness.toString(),
                SEEN)
            .inheritIO()
            .start();
    OtherHost host = new OtherHost(unshare);
    await().until(() -> host.shows(witness));
    return host;
  }

  /** The first process in them, as the processes of this machine see it. */
  long processOne() {
    return first().orElseThrow().pid();
  }

  private boolean shows(Path witness) {
    return first()
        .map(process -> Path.of("/proc", String.valueOf(process.pid()), "root", witness.toString()))
        .filter(Files::exists)
        .isPresent();
  }

  private Optional<ProcessHandle> first() {
    return unshare.children().findFirst();
  }

  @Override
  public void close() {
    unshare.descendants().forEach(ProcessHandle::destroyForcibly);
    unshare.destroyForcibly();
  }
}
