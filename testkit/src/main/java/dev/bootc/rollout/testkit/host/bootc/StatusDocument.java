package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.HostBackend;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.JsonBuilder;
import dev.bootc.rollout.testkit.host.state.JsonObject;
import org.jspecify.annotations.Nullable;

/** What {@code bootc status} says, in the form of {@code org.containers.bootc/v1}. */
final class StatusDocument {
  private StatusDocument() {}

  static JsonObject of(
      HostState state, HostFolder folder, HostBackend backend, boolean bootedOnly) {
    @Nullable Deployment staged = bootedOnly ? null : HostState.staged(folder).orElse(null);
    @Nullable Deployment rollback = bootedOnly ? null : state.rollback();
    Deployment next = staged == null ? state.booted() : staged;
    return document(
        next.incompatible() ? null : reference(next),
        state.rollbackQueued() ? "rollback" : "default",
        new JsonBuilder()
            .with("booted", entry(state.booted(), backend, false))
            .with(
                "staged",
                staged == null ? null : entry(staged, backend, HostState.isStagedLocked(folder)))
            .with("rollback", rollback == null ? null : entry(rollback, backend, false))
            .with("rollbackQueued", state.rollbackQueued())
            .with(
                "type",
                state.booted().incompatible() || backend == HostBackend.COMPOSEFS
                    ? null
                    : "bootcHost"));
  }

  /** What bootc says where it does not run on a host of its own: everything null, and no error. */
  static JsonObject ofNoHost() {
    return document(
        null,
        "default",
        new JsonBuilder()
            .with("booted", null)
            .with("staged", null)
            .with("rollback", null)
            .with("rollbackQueued", false)
            .with("type", null));
  }

  private static JsonObject document(
      @Nullable JsonObject image, String bootOrder, JsonBuilder status) {
    return new JsonBuilder()
        .with("apiVersion", "org.containers.bootc/v1")
        .with("kind", "BootcHost")
        .with("metadata", new JsonBuilder().with("name", "host").build())
        .with("spec", new JsonBuilder().with("bootOrder", bootOrder).with("image", image).build())
        .with("status", status.with("readOnly", false).with("usrOverlay", null).build())
        .build();
  }

  private static JsonObject entry(Deployment deployment, HostBackend backend, boolean locked) {
    boolean ostree = backend == HostBackend.OSTREE;
    return new JsonBuilder()
        .with("image", deployment.incompatible() ? null : image(deployment))
        .with("cachedUpdate", null)
        .with("composefs", ostree ? null : composefs(deployment))
        .with("downloadOnly", locked)
        .with("incompatible", deployment.incompatible())
        .with("pinned", false)
        .with("softRebootCapable", deployment.softRebootCapable())
        .with("store", ostree ? "ostreeContainer" : null)
        .with("ostree", ostree ? ostree(deployment) : null)
        .build();
  }

  private static JsonObject image(Deployment deployment) {
    return new JsonBuilder()
        .with("architecture", deployment.architecture())
        .with("image", reference(deployment))
        .with("imageDigest", deployment.imageDigest())
        .with("timestamp", deployment.timestamp())
        .with("version", deployment.version())
        .build();
  }

  private static JsonObject reference(Deployment deployment) {
    JsonBuilder reference =
        new JsonBuilder().with("image", deployment.image()).with("transport", "registry");
    return deployment.verified()
        ? reference.with("signature", "containerPolicy").build()
        : reference.build();
  }

  private static JsonObject composefs(Deployment deployment) {
    String digest = deployment.imageDigest().substring("sha256:".length());
    return new JsonBuilder()
        .with("bootDigest", digest)
        .with("bootType", "Bls")
        .with("bootloader", "systemd")
        .with("missingVerityAllowed", false)
        .with("verity", digest + digest)
        .build();
  }

  private static JsonObject ostree(Deployment deployment) {
    return new JsonBuilder()
        .with("checksum", deployment.imageDigest().substring("sha256:".length()))
        .with("deploySerial", deployment.serial())
        .with("stateroot", "default")
        .build();
  }
}
