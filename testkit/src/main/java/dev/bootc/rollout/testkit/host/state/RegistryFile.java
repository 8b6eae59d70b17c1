package dev.bootc.rollout.testkit.host.state;

import java.nio.file.Path;
import java.util.Optional;

/** A registry as a file: what each {@code host/name:tag} stands for. */
public record RegistryFile(Path file) {

  /**
   * Finds {@code name:tag} by itself, and {@code name@sha256:…} among the digests of every tag of
   * that name.
   */
  public Optional<RegistryImage> find(String reference) {
    JsonObject images = content();
    int at = reference.indexOf('@');
    if (at < 0) {
      return images.object(reference).map(RegistryImage::of);
    }
    String name = withoutTag(reference.substring(0, at));
    String digest = reference.substring(at + 1);
    return images.members().keySet().stream()
        .filter(key -> withoutTag(key).equals(name))
        .map(key -> RegistryImage.of(images.object(key).orElseThrow()))
        .filter(image -> image.hasDigest(digest))
        .findFirst();
  }

  /** Moves the tag to the image; what it stood for before is forgotten. */
  public void put(String reference, RegistryImage image) {
    JsonBuilder changed = new JsonBuilder();
    content().members().forEach(changed::with);
    Json.write(file, changed.with(reference, image.json()).build());
  }

  private JsonObject content() {
    return Json.read(file).orElseGet(() -> new JsonBuilder().build());
  }

  private static String withoutTag(String reference) {
    int colon = reference.indexOf(':', reference.lastIndexOf('/'));
    return colon < 0 ? reference : reference.substring(0, colon);
  }
}
