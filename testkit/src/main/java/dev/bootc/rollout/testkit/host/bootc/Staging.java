package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostBackend;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns a stored image into the deployment of the next boot, in bootc's order of effects. */
final class Staging {
  private final HostFolder folder;
  private final HostSettings settings;
  private final Output output;
  private final ProgressPipe progress;

  Staging(HostFolder folder, HostSettings settings, Output output, ProgressPipe progress) {
    this.folder = folder;
    this.settings = settings;
    this.output = output;
    this.progress = progress;
  }

  void stage(String reference, ImageManifest manifest, boolean locked, boolean verified) {
    progress.step("staging", 0, 3);
    Work.takes(settings.timing().deploy());
    output.error("Deploying...done (" + settings.timing().deploy().toSeconds() + " seconds)");
    deploy(reference, manifest, locked, verified);
    Work.passes(SwitchStep.STAGED, folder);
    progress.step("staging", 1, 3);
    pullBoundImages(manifest);
    Work.passes(SwitchStep.BOUND_IMAGES_STORED, folder);
    progress.step("staging", 2, 3);
    prune();
    Work.passes(SwitchStep.PRUNED, folder);
    output.line("Queued for next boot: " + reference);
    output.line("  Version: " + manifest.version());
    output.line("  Digest: " + manifest.digest());
    HostFolder.write(
        folder.rebootRequired(), "bootc: Reboot required for image: " + manifest.digest());
    Work.passes(SwitchStep.REBOOT_REQUIRED, folder);
    if (settings.backend() == HostBackend.OSTREE) {
      HostFolder.touch(folder.bootcMark());
    }
    Work.passes(SwitchStep.MARKED, folder);
  }

  private void deploy(String reference, ImageManifest manifest, boolean locked, boolean verified) {
    HostState state = HostState.read(folder).withNextSerial().withRollbackQueued(false);
    state.write(folder);
    HostState.stage(
        folder,
        new Deployment(
            reference,
            manifest.digest(),
            manifest.version(),
            manifest.created(),
            settings.architecture(),
            manifest.softRebootCapable(),
            false,
            state.serials(),
            verified),
        locked);
    bindImages(manifest, state.serials());
    // Staging takes a prepared soft reboot back.
    HostFolder.delete(folder.nextRoot());
  }

  /** What a deployment says of the images that are bound to it; it is there before they are. */
  private void bindImages(ImageManifest manifest, long serial) {
    String checksum = manifest.digest().substring("sha256:".length());
    for (int index = 0; index < manifest.boundImages().size(); index++) {
      HostFolder.write(
          folder
              .deployMark()
              .resolve("default/deploy/" + checksum + "." + serial)
              .resolve("usr/lib/bootc/bound-images.d/" + index + ".image"),
          "[Image]\nImage=" + manifest.boundImages().get(index) + "\n");
    }
  }

  private void pullBoundImages(ImageManifest manifest) {
    Optional<String> failure = settings.fault(Fault.FAILS_AFTER_STAGING);
    if (failure.isPresent()) {
      throw new BootcFailure(failure.get());
    }
    if (!manifest.boundImages().isEmpty()) {
      output.line("Bound images stored: " + manifest.boundImages().size());
    }
  }

  /** Drops images and layers that no deployment uses, those of abandoned pulls among them. */
  private void prune() {
    HostState state = HostState.read(folder);
    Set<String> used =
        Stream.of(
                Optional.of(state.booted()),
                HostState.staged(folder),
                Optional.ofNullable(state.rollback()))
            .flatMap(Optional::stream)
            .map(Deployment::image)
            .collect(Collectors.toSet());
    Map<String, ImageManifest> kept = new HashMap<>(state.images());
    kept.keySet().retainAll(used);
    state.withImages(kept).write(folder);
    pruneLayers(kept);
    int pruned = state.images().size() - kept.size();
    if (pruned > 0) {
      output.line("Pruned images: " + pruned);
    }
  }

  private void pruneLayers(Map<String, ImageManifest> kept) {
    Set<String> used =
        kept.values().stream()
            .flatMap(manifest -> manifest.layers().stream())
            .map(layer -> layer.digest().replace(':', '-'))
            .collect(Collectors.toSet());
    File[] files = folder.layers().toFile().listFiles((_, name) -> !used.contains(name));
    for (File file : files == null ? new File[0] : files) {
      HostFolder.delete(file.toPath());
    }
  }
}
