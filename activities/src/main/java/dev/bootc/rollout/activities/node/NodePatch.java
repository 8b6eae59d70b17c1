package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.CordonFacts;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON patch of one Node: what must hold, and what is changed where it does. */
final class NodePatch {
  private static final String ANNOTATIONS = "/metadata/annotations";
  private static final String UNSCHEDULABLE = "/spec/unschedulable";

  private final List<Map<String, @Nullable Object>> operations = new ArrayList<>();
  private boolean changes;

  private NodePatch() {}

  /** Of that Node, and no other of its name. */
  static NodePatch of(String uid) {
    return new NodePatch().with("test", "/metadata/uid", uid);
  }

  List<Map<String, @Nullable Object>> operations() {
    return operations;
  }

  /** Whether it does anything. */
  boolean changesSomething() {
    return changes;
  }

  NodePatch whereUnschedulableIs(@Nullable Boolean value) {
    return with("test", UNSCHEDULABLE, value);
  }

  /** A test for nothing holds where there is nothing. */
  NodePatch whereAnnotated(String key, @Nullable String value) {
    return with("test", path(key), value);
  }

  NodePatch cordon() {
    changes = true;
    return with("add", UNSCHEDULABLE, true);
  }

  NodePatch uncordon() {
    return remove(UNSCHEDULABLE);
  }

  /**
   * @param seen tells whether there are annotations that others would be added to
   */
  NodePatch annotate(Node seen, Map<String, String> annotations) {
    changes |= !annotations.isEmpty();
    if (CordonFacts.annotated(seen)) {
      annotations.forEach((key, value) -> with("add", path(key), value));
      return this;
    }
    return with("test", ANNOTATIONS, null).with("add", ANNOTATIONS, annotations);
  }

  NodePatch takeAway(String key) {
    return remove(path(key));
  }

  private NodePatch remove(String path) {
    changes = true;
    operations.add(Map.of("op", "remove", "path", path));
    return this;
  }

  private NodePatch with(String verb, String path, @Nullable Object value) {
    Map<String, @Nullable Object> operation = new HashMap<>();
    operation.put("op", verb);
    operation.put("path", path);
    operation.put("value", value);
    operations.add(operation);
    return this;
  }

  private static String path(String key) {
    return ANNOTATIONS + "/" + key.replace("/", "~1");
  }
}
