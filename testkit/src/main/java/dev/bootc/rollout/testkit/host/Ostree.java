package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostState;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;

/**
 * The verbs of {@code ostree} that systemd calls on a host, {@code admin finalize-staged} at
 * shutdown and {@code admin boot-complete} after it, and the one that takes back what is staged.
 */
final class Ostree {
  private final HostFolder folder;
  private final PrintStream errors;

  Ostree(HostFolder folder, PrintStream errors) {
    this.folder = folder;
    this.errors = errors;
  }

  int run(List<String> arguments) {
    return switch (String.join(" ", arguments)) {
      case "admin finalize-staged" -> {
        NextBoot.finalizeDeployments(folder);
        yield 0;
      }
      case "admin undeploy 0" -> undeployFirst();
      case "admin boot-complete" -> bootComplete();
      default -> {
        errors.println("error: Unknown command '" + String.join(" ", arguments) + "'");
        yield 1;
      }
    };
  }

  /** What is staged comes first; else the first is what runs, and that is refused. */
  private int undeployFirst() {
    if (HostState.staged(folder).isEmpty()) {
      errors.println("error: Cannot undeploy currently booted deployment 0");
      return 1;
    }
    HostState.unstage(folder);
    return 0;
  }

  /** The first boot after a failed finalization tells of it, and no later one. */
  private int bootComplete() {
    if (!Files.exists(folder.finalizeFailureStamp())) {
      return 0;
    }
    errors.println("error: " + NextBoot.finalizeFailure(folder));
    HostFolder.delete(folder.finalizeFailureStamp());
    return 1;
  }
}
