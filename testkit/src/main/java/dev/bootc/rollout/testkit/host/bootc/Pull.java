package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.RegistryFault;
import dev.bootc.rollout.testkit.host.state.RegistryFile;
import dev.bootc.rollout.testkit.host.state.RegistryImage;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings an image into the host's store. Each finished layer is kept at once, so that a pull that
 * was killed goes on where it was; a layer that was not finished begins again.
 */
final class Pull {
  private final HostFolder folder;
  private final HostSettings settings;
  private final Output output;
  private final String context;
  private final ProgressPipe progress;

  Pull(
      HostFolder folder,
      HostSettings settings,
      Output output,
      String context,
      ProgressPipe progress) {
    this.folder = folder;
    this.settings = settings;
    this.output = output;
    this.context = context;
    this.progress = progress;
  }

  /** The manifest for the host's architecture, from the store where the pin allows it. */
  ImageManifest image(String reference) {
    Optional<ImageManifest> present = alreadyPresent(reference);
    if (present.isPresent()) {
      output.line("No changes in " + reference + " => " + present.get().digest());
      return present.get();
    }
    ImageManifest manifest = manifest(reference);
    Work.passes(SwitchStep.MANIFEST_FETCHED, folder);
    check(reference, manifest);
    Work.passes(SwitchStep.CHECKED, folder);
    fetchLayers(reference, manifest);
    store(reference, manifest);
    Work.passes(SwitchStep.IMAGE_STORED, folder);
    return manifest;
  }

  /** Asks the registry. */
  ImageManifest manifest(String reference) {
    Work.takes(settings.timing().manifest());
    settings
        .fault(Fault.REGISTRY)
        .map(RegistryFault::valueOf)
        .ifPresent(fault -> {
          throw notFetched(fault);
        });
    settings
        .fault(Fault.CREDENTIALS_WANTED)
        .filter(digest -> !HostCredentials.digest(folder, reference).equals(Optional.of(digest)))
        .ifPresent(_ -> {
          throw notFetched(RegistryFault.UNAUTHORIZED);
        });
    RegistryImage image =
        new RegistryFile(settings.registry())
            .find(reference)
            .orElseThrow(() -> notFetched(RegistryFault.NOT_FOUND));
    ImageManifest manifest = image.architectures().get(settings.architecture());
    if (manifest == null) {
      throw new BootcFailure(
          context
              + "Fetching manifest: Image has architecture "
              + image.architectures().keySet().iterator().next()
              + "; expected "
              + settings.architecture());
    }
    return manifest;
  }

  /**
   * Only a pin of the very manifest can be known without the registry; the pin of a list cannot.
   */
  private Optional<ImageManifest> alreadyPresent(String reference) {
    String pin = reference.substring(reference.indexOf('@') + 1);
    return Optional.ofNullable(HostState.read(folder).images().get(reference))
        .filter(manifest -> manifest.digest().equals(pin));
  }

  private void check(String reference, ImageManifest manifest) {
    if (settings.has(Fault.POLICY_REFUSES)) {
      throw new BootcFailure(
          context
              + "Fetching manifest: containers-policy.json specifies a default of"
              + " `insecureAcceptAnything`; refusing usage");
    }
    if (!manifest.bootable()) {
      throw new BootcFailure(
          context + "Fetching manifest: Target image does not have ostree.bootable label");
    }
    if (settings.fault(Fault.DISK_FULL).filter(when -> !when.equals(Fault.LATE)).isPresent()) {
      throw new BootcFailure(
          context.replace("Preparing import: ", "")
              + "Insufficient free space for "
              + reference
              + " (available: 1.2 MB required: "
              + megabytes(missing(manifest))
              + ")");
    }
  }

  private void fetchLayers(String reference, ImageManifest manifest) {
    List<ImageManifest.Layer> missing = missing(manifest);
    if (missing.isEmpty()) {
      output.line("No changes in " + reference + " => " + manifest.digest());
    } else {
      output.line(
          "layers already present: "
              + (manifest.layers().size() - missing.size())
              + "; layers needed: "
              + missing.size()
              + " ("
              + megabytes(missing)
              + ")");
    }
    long bytes = 0;
    for (int index = 0; index < missing.size(); index++) {
      ImageManifest.Layer layer = missing.get(index);
      Work.takes(settings.timing().layer());
      if (settings.fault(Fault.DISK_FULL).filter(Fault.LATE::equals).isPresent()) {
        throw new BootcFailure(
            context
                + "Importing: Writing content object: min-free-space-percent '3%' would be exceeded,"
                + " at least 1.1 GB requested");
      }
      HostFolder.write(file(layer), Long.toString(layer.size()));
      bytes += layer.size();
      progress.pulling(pulled(manifest, missing, bytes, index + 1));
      Work.passes(SwitchStep.LAYER_STORED, folder);
    }
  }

  private static ProgressPipe.Pulled pulled(
      ImageManifest manifest, List<ImageManifest.Layer> missing, long bytes, int layers) {
    long total = bytes(missing);
    int cached = manifest.layers().size() - missing.size();
    return new ProgressPipe.Pulled(
        bytes(manifest.layers()) - total, bytes, total, cached, layers, missing.size());
  }

  private static long bytes(List<ImageManifest.Layer> layers) {
    return layers.stream().mapToLong(ImageManifest.Layer::size).sum();
  }

  private void store(String reference, ImageManifest manifest) {
    HostState state = HostState.read(folder);
    Map<String, ImageManifest> images = new TreeMap<>(state.images());
    images.put(reference, manifest);
    state.withImages(images).write(folder);
  }

  private List<ImageManifest.Layer> missing(ImageManifest manifest) {
    return manifest.layers().stream().filter(layer -> !Files.exists(file(layer))).toList();
  }

  private Path file(ImageManifest.Layer layer) {
    return folder.layers().resolve(layer.digest().replace(':', '-'));
  }

  private BootcFailure notFetched(RegistryFault fault) {
    return new BootcFailure(
        context + "Fetching manifest: failed to invoke method OpenImage: " + fault.words());
  }

  private static String megabytes(List<ImageManifest.Layer> layers) {
    return String.format(Locale.ROOT, "%.1f MB", bytes(layers) / 1e6);
  }
}
