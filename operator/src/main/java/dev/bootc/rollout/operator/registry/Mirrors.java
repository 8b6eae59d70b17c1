package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageRef;
import java.util.HashMap;
import java.util.Map;

/**
 * Registries that are asked what a tag means in place of those that references name. What a pool
 * and its nodes are told stays as the user wrote it.
 *
 * @param byHost host, and path where there is one, by the host of references
 */
public record Mirrors(Map<String, String> byHost) {
  public static final Mirrors NONE = new Mirrors(Map.of());

  public Mirrors {
    byHost = Map.copyOf(byHost);
  }

  /**
   * Reads {@code host=mirror[/path]}, with commas between.
   *
   * @throws IllegalArgumentException with the entry that is none and the mend
   */
  public static Mirrors parse(String text) {
    Map<String, String> byHost = new HashMap<>();
    for (String entry : text.split(",", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      String[] parts = entry.strip().split("=", -1);
      if (parts.length != 2
          || parts[0].contains("/")
          || !beginsReferences(parts[0])
          || !beginsReferences(parts[1])) {
        throw new IllegalArgumentException(
            "\"%s\": write host=mirror-host or host=mirror-host/path, without https://"
                .formatted(entry.strip()));
      }
      if (byHost.put(RegistryAddress.named(parts[0]), parts[1]) != null) {
        throw new IllegalArgumentException(
            "\"%s\": %s has a mirror already: name one".formatted(entry.strip(), parts[0]));
      }
    }
    return new Mirrors(byHost);
  }

  private static boolean beginsReferences(String place) {
    try {
      return ImageRef.parse(place + "/image:tag").name().equals(place + "/image");
    } catch (ImageRef.Malformed _) {
      return false;
    }
  }

  Destination of(ImageRef.Tagged ref) {
    String mirror = byHost.get(RegistryAddress.named(RegistryAddress.host(ref)));
    return mirror == null
        ? Destination.itself(ref)
        : new Destination(
            ref, new ImageRef.Tagged(mirror + "/" + RegistryAddress.repository(ref), ref.tag()));
  }
}
