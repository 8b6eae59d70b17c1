package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import java.io.UncheckedIOException;

/** Pools and nodes as the API server has them. */
public final class Pools {
  public static final String OLD = "sha256:" + "1".repeat(64);
  public static final String NEW = "sha256:" + "2".repeat(64);

  private Pools() {}

  /**
   * One of generation 2 that asks for {@link #NEW}.
   *
   * @param rollout JSON of {@code spec.rollout}
   * @param status JSON
   */
  public static BootcNodePool pool(String rollout, String status) {
    return read(
        """
        {"metadata":{"name":"workers","generation":2},
        "spec":{"nodeSelector":{},"image":{"ref":"registry.example.com/os/node@%s"},
        "rollout":%s},"status":%s}
        """
            .formatted(NEW, rollout, status),
        BootcNodePool.class);
  }

  /**
   * The same in mid-rollout.
   *
   * @param more JSON fields of {@code status.rollout}
   */
  public static BootcNodePool rolling(String phase, String more) {
    return pool(
        "{\"maxUnavailable\":\"30%\"}",
        """
        {"observedGeneration":2,"targetDigest":"%s","nodeCount":10,"updatedCount":3,
        "conditions":[{"type":"UpToDate","status":"False","reason":"RolloutInProgress",
        "lastTransitionTime":"2026-11-29T03:00:00Z","message":"3/10 updated"}],
        "rollout":{"phase":"%s","digest":"%s","generation":2%s}}
        """
            .formatted(NEW, phase, NEW, more));
  }

  /**
   * A node of it.
   *
   * @param annotations JSON
   * @param status JSON
   */
  public static BootcNode node(String annotations, String status) {
    return read(
        """
        {"metadata":{"name":"worker-3","generation":1,"annotations":%s,
        "ownerReferences":[{"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNodePool",
        "name":"workers","uid":"1","controller":true}]},
        "spec":{"desiredImage":"registry.example.com/os/node@%s","desiredImageState":"Staged"},
        "status":%s}
        """
            .formatted(annotations, NEW, status),
        BootcNode.class);
  }

  private static <T> T read(String json, Class<T> kind) {
    try {
      return new ObjectMapper().readValue(json, kind);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
