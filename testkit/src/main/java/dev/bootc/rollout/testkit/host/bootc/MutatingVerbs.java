package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostBackend;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The verbs that change the host: {@code switch}, {@code upgrade} and {@code rollback}. */
final class MutatingVerbs {
  private static final String ENFORCE = "--enforce-container-sigpolicy";
  private static final Set<String> SWITCH_FLAGS =
      Set.of("--quiet", "--apply", "--retain", ENFORCE, "--no-signature-verification");
  private static final Set<String> UPGRADE_FLAGS = Set.of("--quiet", "--check", "--apply");

  private final HostFolder folder;
  private final HostSettings settings;
  private final Output output;

  MutatingVerbs(HostFolder folder, HostSettings settings, Output output) {
    this.folder = folder;
    this.settings = settings;
    this.output = output;
  }

  /** The options of a verb, without those that bootc hides. */
  int help(String verb) {
    Set<String> flags = new TreeSet<>(verb.equals("switch") ? switchFlags() : upgradeFlags());
    flags.add("--soft-reboot <SOFT_REBOOT>");
    flags.remove("--no-signature-verification");
    output.line("Usage: bootc " + verb + " [OPTIONS]");
    flags.forEach(flag -> output.line("      " + flag));
    return 0;
  }

  private Set<String> switchFlags() {
    Set<String> flags = new HashSet<>(SWITCH_FLAGS);
    if (isAtLeast(17)) {
      flags.add("--download-only");
    }
    return flags;
  }

  private Set<String> upgradeFlags() {
    Set<String> flags = new HashSet<>(UPGRADE_FLAGS);
    if (isAtLeast(12)) {
      flags.addAll(Set.of("--download-only", "--from-downloaded"));
    }
    return flags;
  }

  int switchTo(List<String> arguments) {
    Set<String> flags = switchFlags();
    Arguments parsed =
        Arguments.parse(
            "switch", arguments, flags, Set.of("--transport", "--soft-reboot", "--progress-fd"));
    String target = parsed.operand().orElseThrow(() -> UsageError.missing("switch", "TARGET"));
    try (SysrootLock _ = SysrootLock.take(folder)) {
      Work.passes(SwitchStep.LOCKED, folder);
      if (wanted().image().equals(target) && wanted().verified() == isEnforced(parsed)) {
        output.line("Image specification is unchanged.");
        return applyIf(parsed.has("--apply") && HostState.staged(folder).isPresent());
      }
      Work.passes(SwitchStep.COMPARED, folder);
      return stage(
          target, "Switching: Switching (ostree): Preparing import: ", parsed, isEnforced(parsed));
    }
  }

  int upgrade(List<String> arguments) {
    Arguments parsed =
        Arguments.parse("upgrade", arguments, upgradeFlags(), Set.of("--soft-reboot", "--tag"));
    try (SysrootLock _ = SysrootLock.take(folder)) {
      if (HostState.read(folder).booted().incompatible()) {
        throw new BootcFailure(
            "Upgrading: Deployment contains local rpm-ostree modifications; cannot upgrade via bootc."
                + " You can run `rpm-ostree reset` to undo the modifications.");
      }
      if (parsed.has("--from-downloaded")) {
        return unlockDownloaded(parsed);
      }
      String reference = wanted().image();
      Optional<ImageManifest> newer = newer(reference);
      if (parsed.has("--check")) {
        output.line((newer.isPresent() ? "Update available for: " : "No changes in: ") + reference);
        newer.ifPresent(_ -> HostFolder.touch(folder.bootcMark()));
        return 0;
      }
      if (newer.isPresent()) {
        return stage(reference, "Upgrading: Preparing import: ", parsed, wanted().verified());
      }
      return withoutNewer(parsed);
    }
  }

  int rollback(List<String> arguments) {
    Arguments parsed =
        Arguments.parse("rollback", arguments, Set.of("--apply"), Set.of("--soft-reboot"));
    try (SysrootLock _ = SysrootLock.take(folder)) {
      HostState state = HostState.read(folder);
      if (state.rollback() == null) {
        throw new BootcFailure("Rollback: Rollback (ostree): No rollback available");
      }
      HostState.unstage(folder);
      boolean queued = !state.rollbackQueued();
      state.withRollbackQueued(queued).write(folder);
      output.line("Next boot: " + (queued ? "rollback deployment" : "current deployment"));
      HostFolder.write(folder.rebootRequired(), "bootc: Reboot required for rollback");
      HostFolder.touch(folder.bootcMark());
      return applyIf(parsed.has("--apply"));
    }
  }

  private int stage(String reference, String context, Arguments parsed, boolean verified) {
    ProgressPipe progress = new ProgressPipe(parsed.option("--progress-fd"));
    ImageManifest manifest = new Pull(folder, settings, output, context, progress).image(reference);
    if (settings.backend() == HostBackend.COMPOSEFS
        && manifest.digest().equals(HostState.read(folder).booted().imageDigest())) {
      throw new BootcFailure(
          "Switching: Target image has the same fs-verity digest as the existing Some(Booted)"
              + " deployment.");
    }
    if (settings.has(Fault.CLAIMS_SUCCESS)) {
      return 0;
    }
    new Staging(folder, settings, output, progress)
        .stage(reference, manifest, parsed.has("--download-only"), verified);
    prepareSoftReboot(parsed);
    return applyIf(parsed.has("--apply"));
  }

  private int withoutNewer(Arguments parsed) {
    Optional<Deployment> staged = HostState.staged(folder);
    if (staged.isEmpty()) {
      output.line("No update available.");
      return 0;
    }
    boolean lock = parsed.has("--download-only");
    if (lock == HostState.isStagedLocked(folder)) {
      output.line("Staged update present, not changed");
    } else {
      HostState.stage(folder, staged.get(), lock);
      output.line(
          lock
              ? "Image downloaded, but will not be applied on reboot"
              : "Staged deployment will now be applied on reboot");
    }
    prepareSoftReboot(parsed);
    return applyIf(parsed.has("--apply"));
  }

  private int unlockDownloaded(Arguments parsed) {
    if (HostState.staged(folder).isEmpty()) {
      throw new BootcFailure("Upgrading: No staged deployment found");
    }
    boolean locked = HostState.isStagedLocked(folder);
    HostFolder.delete(folder.stagedDeploymentLocked());
    output.line(
        locked
            ? "Staged deployment will now be applied on reboot"
            : "Staged deployment is already set to apply on reboot");
    prepareSoftReboot(parsed);
    return applyIf(parsed.has("--apply"));
  }

  /** What is mounted there on a real host exists here. */
  private void prepareSoftReboot(Arguments parsed) {
    Optional<String> mode = parsed.option("--soft-reboot");
    if (mode.isEmpty()) {
      return;
    }
    if (HostState.staged(folder).filter(Deployment::softRebootCapable).isPresent()) {
      output.line("Staged deployment is soft-reboot capable, preparing for soft-reboot...");
      HostFolder.write(folder.nextRoot(), "");
    } else if (mode.get().equals("required")) {
      throw new BootcFailure(
          "Upgrading: Handling staged soft reboot: Soft reboot was required but staged deployment is"
              + " not soft-reboot capable");
    }
  }

  /** A newer image behind the tag that the host follows; a digest has none. */
  private Optional<ImageManifest> newer(String reference) {
    if (reference.contains("@")) {
      return Optional.empty();
    }
    String present =
        HostState.staged(folder).orElseGet(() -> HostState.read(folder).booted()).imageDigest();
    ImageManifest manifest =
        new Pull(
                folder,
                settings,
                output,
                "Upgrading: Preparing import: ",
                new ProgressPipe(Optional.empty()))
            .manifest(reference);
    return Optional.of(manifest).filter(found -> !found.digest().equals(present));
  }

  private Deployment wanted() {
    return HostState.staged(folder).orElseGet(() -> HostState.read(folder).booted());
  }

  /** bootc keeps it on ostree only. */
  private boolean isEnforced(Arguments parsed) {
    return settings.backend() == HostBackend.OSTREE && parsed.has(ENFORCE);
  }

  private boolean isAtLeast(int minor) {
    String[] parts = settings.bootcVersion().split("\\.");
    return Integer.parseInt(parts[0]) > 1 || Integer.parseInt(parts[1]) >= minor;
  }

  private int applyIf(boolean apply) {
    if (!apply) {
      return 0;
    }
    try {
      new ProcessBuilder(folder.bin().resolve("systemctl").toString(), "reboot")
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Work.untilKilled();
    return 0;
  }
}
