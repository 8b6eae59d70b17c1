package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import java.io.File;
import java.util.Optional;

/** What an orderly shutdown makes of the deployments. */
final class NextBoot {
  private NextBoot() {}

  /**
   * Applies what is staged, unless it is locked or that fails, or else the queued rollback; nothing
   * is staged afterwards.
   */
  static void finalizeDeployments(HostFolder folder) {
    HostSettings settings = HostSettings.read(folder);
    HostState state = HostState.read(folder);
    Optional<Deployment> staged =
        HostState.staged(folder).filter(_ -> !HostState.isStagedLocked(folder));
    Optional<String> failure = settings.fault(Fault.FINALIZE_FAILS);
    if (staged.isPresent() && failure.isPresent()) {
      HostFolder.write(folder.finalizeFailureStamp(), failure.get());
    } else if (staged.isPresent()) {
      boolean pruned = settings.has(Fault.EARLY_PRUNE);
      state.withDeployments(staged.get(), pruned ? null : state.booted()).write(folder);
    } else if (state.rollbackQueued()) {
      swap(folder, state);
    }
    HostState.unstage(folder);
  }

  /** What the boot after a finalization that failed says of it. */
  static String finalizeFailure(HostFolder folder) {
    return "ostree-finalize-staged.service failed on previous boot: "
        + HostFolder.read(folder.finalizeFailureStamp());
  }

  /** Boots the other deployment, as a failed health check on the host makes it. */
  static void rollBack(HostFolder folder) {
    swap(folder, HostState.read(folder));
  }

  private static void swap(HostFolder folder, HostState state) {
    Deployment other = state.rollback();
    if (other != null) {
      state.withDeployments(other, state.booted()).write(folder);
    }
  }

  static void wipeRun(HostFolder folder) {
    wipe(folder.run().toFile());
    folder.createFolders();
  }

  private static void wipe(File file) {
    File[] inner = file.listFiles();
    for (File each : inner == null ? new File[0] : inner) {
      wipe(each);
    }
    HostFolder.delete(file.toPath());
  }
}
