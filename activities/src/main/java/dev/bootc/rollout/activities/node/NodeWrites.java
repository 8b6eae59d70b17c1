package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.activities.cluster.Patches.Tested;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Patches of what changed, and nothing else, on Nodes and BootcNodes. */
public final class NodeWrites {
  private static final String BOOTC_NODES =
      "/apis/" + BootcApi.GROUP + "/" + BootcApi.VERSION + "/bootcnodes/";

  private final KubernetesClient client;
  private final Patches patches;
  private final OwnWrites ownWrites;

  public NodeWrites(KubernetesClient client, OwnWrites ownWrites) {
    this.client = client;
    this.patches = new Patches(client);
    this.ownWrites = ownWrites;
  }

  /** Read from the API server, not from a cache; empty where it does not exist. */
  Optional<Node> readNode(String name) {
    return Optional.ofNullable(client.nodes().withName(name).get());
  }

  /** Read from the API server, not from a cache; empty where it does not exist. */
  Optional<BootcNode> readBootcNode(String name) {
    return Optional.ofNullable(client.resources(BootcNode.class).withName(name).get());
  }

  /**
   * Changes annotations and, where given, the desired state.
   *
   * @param from the object that the decision was made on: the write fails with a conflict if it is
   *     not the latest
   * @param annotations null values remove
   * @return the object as it is after the write
   * @throws IllegalStateException where there is none any more: to be asked again, by then
   *     everybody knows
   */
  BootcNode change(
      BootcNode from,
      Map<String, @Nullable String> annotations,
      @Nullable DesiredImageState desiredState) {
    return changeIfPresent(from, annotations, desiredState)
        .orElseThrow(() ->
            new IllegalStateException(
                "BootcNode "
                    + from.getMetadata().getName()
                    + " went away in the middle of a step"));
  }

  /** As {@link #change}, for what is given back: where nothing is left, nothing has to be. */
  Optional<BootcNode> changeIfPresent(
      BootcNode from,
      Map<String, @Nullable String> annotations,
      @Nullable DesiredImageState desiredState) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", from.getMetadata().getResourceVersion());
    metadata.put("annotations", annotations);
    Map<String, Object> patch = new HashMap<>(Map.of("metadata", metadata));
    if (desiredState != null) {
      patch.put("spec", Map.of("desiredImageState", desiredState));
    }
    return patch(from.getMetadata().getName(), patch)
        .map(after -> ownWrites.remember(after(from, after, desiredState)));
  }

  /**
   * Remembers that somebody else cordoned the Node of this slot. Whatever the agent writes
   * meanwhile must not be in the way, so only the slot itself is tested.
   */
  void foreignlyCordoned(BootcNode inSlot) {
    String name = inSlot.getMetadata().getName();
    String since = inSlot.getMetadata().getAnnotations().get(BootcApi.SLOT_SINCE);
    patches.tested(
        BOOTC_NODES + name,
        List.of(
            Map.of("op", "test", "path", annotation(BootcApi.SLOT_SINCE), "value", since),
            Map.of("op", "replace", "path", annotation(BootcApi.WAS_CORDONED), "value", "true")));
    ownWrites.forget(name);
  }

  /**
   * Takes the marks of this very slot away, whatever else was written to the node meanwhile. What
   * is on the Node stays as it is.
   */
  void unmark(BootcNode inSlot) {
    String name = inSlot.getMetadata().getName();
    Map<String, String> marks = new HashMap<>(inSlot.getMetadata().getAnnotations());
    marks.keySet().retainAll(SlotMarks.REMOVED.keySet());
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    marks.forEach((key, value) ->
        operations.add(Map.of("op", "test", "path", annotation(key), "value", value)));
    marks.keySet().forEach(key -> operations.add(Map.of("op", "remove", "path", annotation(key))));
    Attempt.requireTime();
    patches.tested(BOOTC_NODES + name, operations);
    ownWrites.forget(name);
  }

  private static String annotation(String key) {
    return "/metadata/annotations/" + key.replace("/", "~1");
  }

  private static BootcNode after(
      BootcNode from, ObjectMeta metadata, @Nullable DesiredImageState desiredState) {
    BootcNode after = new BootcNode();
    after.setMetadata(metadata);
    after.setSpec(
        desiredState == null ? from.getSpec() : from.getSpec().withDesiredImageState(desiredState));
    after.setStatus(from.getStatus());
    return after;
  }

  /**
   * Writes an annotation that belongs to the slot, whatever else changed meanwhile; refused where
   * that annotation is not as it was seen, for another object of the name, and once the slot is
   * freed.
   *
   * @param seen which holds the slot
   */
  Tested markInSlot(BootcNode seen, String annotation, String text) {
    return markInSlot(seen, annotation, text, List.of());
  }

  /**
   * The same, and takes other annotations away; refused where one of them is not as it was seen.
   *
   * @param taken those that are there
   */
  Tested markInSlot(BootcNode seen, String annotation, String text, List<String> taken) {
    Attempt.requireTime();
    ObjectMeta metadata = seen.getMetadata();
    List<Map<String, @Nullable Object>> patch = new ArrayList<>();
    patch.add(test("/metadata/uid", metadata.getUid()));
    patch.add(test(annotation(BootcApi.IN_REBOOT_SLOT), ""));
    patch.add(test(annotation(annotation), metadata.getAnnotations().get(annotation)));
    patch.add(Map.of("op", "add", "path", annotation(annotation), "value", text));
    for (String other : taken) {
      patch.add(test(annotation(other), metadata.getAnnotations().get(other)));
      patch.add(Map.of("op", "remove", "path", annotation(other)));
    }
    return patches.tested(BOOTC_NODES + metadata.getName(), patch);
  }

  /** A test for nothing holds where there is nothing. */
  private static Map<String, @Nullable Object> test(String path, @Nullable String value) {
    Map<String, @Nullable Object> test = new HashMap<>();
    test.put("op", "test");
    test.put("path", path);
    test.put("value", value);
    return test;
  }

  /**
   * Writes the image with {@code Staged} and forgets an approval, and a success at what was asked
   * for before: the pool's target always wins. Only where the node is still asked for another one:
   * a cache that lags shows the former image although somebody has written this one, and the
   * approval that would be forgotten may be for it. Another object of the name, made meanwhile, is
   * told by whoever sees it.
   *
   * @return whether it was written
   */
  public boolean retarget(BootcNode seen, String image, Instant now) {
    return retarget(seen, image, Map.of(), now);
  }

  /** The same where nodes stage in turns, which the node remembers. */
  public boolean retargetInTurn(BootcNode seen, String image, Instant now) {
    return retarget(seen, image, turn(now), now);
  }

  /**
   * Says that it is the node's turn to stage, and nothing else.
   *
   * @return the object as it is after the write; empty where it does not exist any more
   */
  public Optional<BootcNode> markTurn(BootcNode seen, Instant now) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("uid", seen.getMetadata().getUid());
    metadata.put("annotations", turn(now));
    return patch(seen.getMetadata().getName(), Map.of("metadata", metadata))
        .map(after -> after(seen, after, null));
  }

  /** In seconds, as the times of conditions, which it is compared with. */
  private static Map<String, String> turn(Instant now) {
    return Map.of(BootcApi.STAGING_SINCE, now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private boolean retarget(BootcNode seen, String image, Map<String, String> marks, Instant now) {
    try {
      Map<String, Object> metadata = new HashMap<>();
      metadata.put("resourceVersion", seen.getMetadata().getResourceVersion());
      Map<String, @Nullable String> annotations = SlotMarks.withoutApproval(seen, now);
      if (NodeFacts.updated(seen)) {
        annotations.put(BootcApi.VERDICT, null);
      }
      annotations.putAll(marks);
      metadata.put("annotations", annotations);
      Map<String, Object> spec =
          Map.of("desiredImage", image, "desiredImageState", DesiredImageState.STAGED);
      return patch(seen.getMetadata().getName(), Map.of("metadata", metadata, "spec", spec))
          .isPresent();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw refused;
      }
      return readBootcNode(seen.getMetadata().getName())
          .filter(live -> live.getMetadata().getUid().equals(seen.getMetadata().getUid()))
          .filter(live -> !live.getSpec().desiredImage().equals(image))
          .filter(live -> retarget(live, image, marks, now))
          .isPresent();
    }
  }

  private Optional<ObjectMeta> patch(String name, Map<String, ?> body) {
    Attempt.requireTime();
    return patches.merge(BOOTC_NODES + name, body);
  }
}
