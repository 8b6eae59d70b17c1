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

  /** As the operator says it of five nodes of which somebody skips one. */
  public static final String ONE_SKIPPED =
      "4/5 updated; 1 pending, 0 staging, 0 staged, 0 rebooting, 0 degraded; skipped by"
          + " bootc.dev/skip: worker-3; nothing else is left to do";

  /** The same, where another one has left the image. */
  public static final String ONE_SKIPPED_ONE_TO_DO =
      "3/5 updated; 2 pending, 0 staging, 0 staged, 0 rebooting, 0 degraded; skipped by"
          + " bootc.dev/skip: worker-3";

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
   * One whose rollout of generation 1 has ended, of the image that is asked for still, and whose
   * operator has looked at generation 2, of which there is no run. It goes back where the rollout
   * did.
   *
   * @param upToDate what the operator says, beginning with its count
   */
  public static BootcNodePool ended(String phase, String upToDate) {
    String undone =
        phase.equals("RolledBack")
            ? """
            "undone":{"digest":"%1$s","ref":"registry.example.com/os/node@%1$s",
            "to":"registry.example.com/os/node@%2$s","since":"2026-11-29T03:00:00Z","why":"w"},
            """
                .formatted(NEW, OLD)
            : "";
    return pool(
        "{}",
        """
        {"observedGeneration":2,"targetDigest":"%1$s","nodeCount":5,"updatedCount":%2$s,%3$s
        "conditions":[{"type":"UpToDate","status":"False","reason":"RolloutInProgress",
        "lastTransitionTime":"2026-11-29T03:00:00Z","message":"%4$s"}],
        "rollout":{"phase":"%5$s","digest":"%1$s","generation":1,"message":"why it ended",
        "failed":[{"node":"worker-4","state":"drain timed out"}],
        "blockedBy":[{"kind":"DrainBlocked","object":"Pod/shop/db-0","message":"m",
        "nextAction":"n","nodeCount":0}]}}
        """
            .formatted(
                phase.equals("RolledBack") ? OLD : NEW,
                upToDate.substring(0, upToDate.indexOf('/')),
                undone,
                upToDate,
                phase));
  }

  /**
   * One whose rollout halted at {@link #OLD}, and whose operator has looked at the edit to {@link
   * #NEW}, of which the run has not said anything yet.
   */
  public static BootcNodePool haltedBefore() {
    return pool(
        "{\"maxUnavailable\":2}",
        """
        {"observedGeneration":2,"targetDigest":"%s","nodeCount":5,"updatedCount":0,
        "conditions":[{"type":"UpToDate","status":"False","reason":"RolloutInProgress",
        "lastTransitionTime":"2026-11-29T03:00:00Z","message":"0/5 updated; 5 pending"}],
        "rollout":{"phase":"Halted","digest":"%s","generation":1,"message":"1 failed",
        "pausedBy":"ann","inFlight":[{"node":"worker-1","state":"draining"}],
        "waiting":[{"reason":"it is halted","count":3,"nodes":["worker-2"]}],
        "failed":[{"node":"worker-3","state":"drain timed out"}],
        "blockedBy":[{"kind":"Halted","object":"BootcNodePool/workers","message":"m",
        "nextAction":"kubectl bootc retry worker-3","nodeCount":0}]}}
        """
            .formatted(NEW, OLD));
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
