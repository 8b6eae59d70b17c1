package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ForeignText;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patches in the name of whoever wanted them, as they gave it: the API server notes it as the
 * writer of each field, where it is looked for as it is with kubectl.
 */
final class VerbWrites {
  private static final String RESOURCES = "/apis/" + BootcApi.GROUP + "/" + BootcApi.VERSION + "/";

  /** The API server takes 128 bytes. */
  private static final int LONGEST_NAME = 120;

  private final Patches patches;

  VerbWrites(KubernetesClient kubernetes) {
    this.patches = new Patches(kubernetes);
  }

  /** Fails where it is another object of the name by now. */
  void pool(BootcNodePool seen, Map<String, ?> change, String by) {
    write(
        "bootcnodepools/" + seen.getMetadata().getName(), seen.getMetadata().getUid(), change, by);
  }

  /**
   * Fails where it is another object of the name by now.
   *
   * @param value absent to take it away
   */
  void annotate(BootcNode seen, String key, @Nullable String value, String by) {
    Map<String, @Nullable String> annotation = new HashMap<>();
    annotation.put(key, value);
    write(
        "bootcnodes/" + seen.getMetadata().getName(),
        seen.getMetadata().getUid(),
        Map.of("metadata", Map.of("annotations", annotation)),
        by);
  }

  private void write(String object, String uid, Map<String, ?> change, String by) {
    Map<String, Object> metadata = new HashMap<>(Map.of("uid", uid));
    if (change.get("metadata") instanceof Map<?, ?> changed) {
      changed.forEach((key, value) -> metadata.put((String) key, value));
    }
    Map<String, Object> body = new HashMap<>(change);
    body.put("metadata", metadata);
    patches.mergeAs(name(by), RESOURCES + object, body);
  }

  private static String name(String by) {
    String printable = by.replaceAll("[^ -~]", "?");
    return ForeignText.line(printable, LONGEST_NAME).replace("…", "~");
  }
}
