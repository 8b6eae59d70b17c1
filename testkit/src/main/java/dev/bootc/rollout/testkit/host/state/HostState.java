package dev.bootc.rollout.testkit.host.state;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deployments and image store of a host. What is staged lives below {@code run/} and so is lost
 * where the host goes down without applying it.
 *
 * @param images complete images by pull specification
 */
public record HostState(
    Deployment booted,
    @Nullable Deployment rollback,
    boolean rollbackQueued,
    Map<String, ImageManifest> images,
    long serials) {

  public HostState {
    images = Map.copyOf(images);
  }

  public HostState withDeployments(Deployment newBooted, @Nullable Deployment newRollback) {
    return new HostState(newBooted, newRollback, false, images, serials);
  }

  public HostState withRollbackQueued(boolean queued) {
    return new HostState(booted, rollback, queued, images, serials);
  }

  public HostState withImages(Map<String, ImageManifest> changed) {
    return new HostState(booted, rollback, rollbackQueued, changed, serials);
  }

  public HostState withNextSerial() {
    return new HostState(booted, rollback, rollbackQueued, images, serials + 1);
  }

  public static HostState read(HostFolder folder) {
    JsonObject json =
        Json.read(folder.state())
            .orElseThrow(() -> new IllegalStateException("no host in " + folder.root()));
    Map<String, ImageManifest> images = new TreeMap<>();
    JsonObject store = json.object("images").orElseThrow();
    for (String reference : store.members().keySet()) {
      images.put(reference, ImageManifest.of(store.object(reference).orElseThrow()));
    }
    return new HostState(
        Deployment.of(json.object("booted").orElseThrow()),
        json.object("rollback").map(Deployment::of).orElse(null),
        json.flag("rollbackQueued"),
        images,
        json.number("serials"));
  }

  public void write(HostFolder folder) {
    JsonBuilder store = new JsonBuilder();
    images.forEach((reference, manifest) -> store.with(reference, manifest.json()));
    Json.write(
        folder.state(),
        new JsonBuilder()
            .with("booted", booted.json())
            .with("rollback", rollback == null ? null : rollback.json())
            .with("rollbackQueued", rollbackQueued)
            .with("images", store.build())
            .with("serials", serials)
            .build());
  }

  public static Optional<Deployment> staged(HostFolder folder) {
    return Json.read(folder.stagedDeployment()).map(Deployment::of);
  }

  /** Whether what is staged is not to be applied at the next reboot. */
  public static boolean isStagedLocked(HostFolder folder) {
    return Files.exists(folder.stagedDeploymentLocked());
  }

  public static void stage(HostFolder folder, Deployment deployment, boolean locked) {
    HostFolder.delete(folder.stagedDeploymentLocked());
    if (locked) {
      HostFolder.write(folder.stagedDeploymentLocked(), "");
    }
    Json.write(folder.stagedDeployment(), deployment.json());
    HostFolder.touch(folder.deployMark());
  }

  public static void unstage(HostFolder folder) {
    HostFolder.delete(folder.stagedDeployment());
    HostFolder.delete(folder.stagedDeploymentLocked());
    HostFolder.touch(folder.deployMark());
  }
}
