package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.RegistryFile;
import java.util.Map;

/** Puts the first image onto a host, as the installer does. */
final class Installation {
  private Installation() {}

  static void install(HostFolder folder, String image, HostSettings settings) {
    ImageManifest manifest =
        new RegistryFile(settings.registry())
            .find(image)
            .map(found -> found.architectures().get(settings.architecture()))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no image "
                        + image
                        + " for "
                        + settings.architecture()
                        + " in "
                        + settings.registry()
                        + ": publish it first"));
    manifest
        .layers()
        .forEach(layer ->
            HostFolder.write(
                folder.layers().resolve(layer.digest().replace(':', '-')),
                Long.toString(layer.size())));
    Deployment booted =
        new Deployment(
            image,
            manifest.digest(),
            manifest.version(),
            manifest.created(),
            settings.architecture(),
            true,
            false,
            0,
            false);
    new HostState(booted, null, false, Map.of(image, manifest), 0).write(folder);
  }
}
