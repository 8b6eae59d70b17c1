package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.RegistryFile;
import dev.bootc.rollout.testkit.host.state.RegistryImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The image registry that simulated hosts pull from. Digests follow from names, so that runs can be
 * compared.
 */
public final class SimulatedRegistry {
  private static final int BASE_LAYERS = 3;
  private static final int OWN_LAYERS = 2;
  private static final long LAYER_SIZE = 41_943_040;

  private final Path file;

  /** A registry whose content is kept in that file. */
  public SimulatedRegistry(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  /**
   * Publishes an amd64 image of five layers, three of them common to all images of that name, and
   * answers with its pin, {@code name@sha256:…}. Its version is its tag.
   *
   * @param reference {@code host/name:tag}
   */
  public String publish(String reference) {
    String digest = digest("manifest " + reference);
    return publish(
        reference, new RegistryImage(null, Map.of("amd64", manifest(reference, digest))));
  }

  /** Publishes an index for these architectures; the pin carries the index digest. */
  public String publishIndex(String reference, List<String> architectures) {
    Map<String, ImageManifest> manifests = new TreeMap<>();
    for (String architecture : architectures) {
      manifests.put(
          architecture, manifest(reference, digest("manifest " + reference + " " + architecture)));
    }
    return publish(reference, new RegistryImage(digest("index " + reference), manifests));
  }

  /** Publishes any image and answers with its pin. */
  public String publish(String reference, RegistryImage image) {
    new RegistryFile(file).put(reference, image);
    return reference.substring(0, tagSeparator(reference)) + "@" + image.pinDigest();
  }

  /** A bootable manifest as {@link #publish(String)} makes them, to be changed and published. */
  public static ImageManifest manifest(String reference, String digest) {
    String name = reference.substring(0, tagSeparator(reference));
    String tag = reference.substring(tagSeparator(reference) + 1);
    List<ImageManifest.Layer> layers =
        IntStream.range(0, BASE_LAYERS + OWN_LAYERS)
            .mapToObj(index -> (index < BASE_LAYERS ? name : reference) + " layer " + index)
            .map(text -> new ImageManifest.Layer(digest(text), LAYER_SIZE))
            .toList();
    return new ImageManifest(digest, tag, "2026-08-01T06:00:00Z", true, false, layers, List.of());
  }

  /** {@code sha256:…} of a text. */
  public static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int tagSeparator(String reference) {
    int colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
    if (colon < 0) {
      throw new IllegalArgumentException("\"" + reference + "\" has no tag: write host/name:tag");
    }
    return colon;
  }
}
