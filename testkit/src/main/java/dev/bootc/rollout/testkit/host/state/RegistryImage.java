package dev.bootc.rollout.testkit.host.state;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tag of a registry stands for.
 *
 * @param listDigest of the index, where the image has one
 * @param architectures manifests by architecture
 */
public record RegistryImage(@Nullable String listDigest, Map<String, ImageManifest> architectures) {

  public RegistryImage {
    architectures = Map.copyOf(architectures);
  }

  /** The digest that a user pins: the index where there is one, else the only manifest. */
  public String pinDigest() {
    return Optional.ofNullable(listDigest)
        .orElseGet(() -> architectures.values().iterator().next().digest());
  }

  boolean hasDigest(String digest) {
    return digest.equals(listDigest)
        || architectures.values().stream().anyMatch(manifest -> manifest.digest().equals(digest));
  }

  static RegistryImage of(JsonObject json) {
    Map<String, ImageManifest> manifests = new TreeMap<>();
    JsonObject arches = json.object("arches").orElseThrow();
    for (String arch : arches.members().keySet()) {
      manifests.put(arch, ImageManifest.of(arches.object(arch).orElseThrow()));
    }
    return new RegistryImage(json.optionalText("listDigest").orElse(null), manifests);
  }

  JsonObject json() {
    JsonBuilder arches = new JsonBuilder();
    architectures.forEach((arch, manifest) -> arches.with(arch, manifest.json()));
    return new JsonBuilder().with("listDigest", listDigest).with("arches", arches.build()).build();
  }
}
