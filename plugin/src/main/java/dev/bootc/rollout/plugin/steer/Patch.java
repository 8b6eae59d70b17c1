package dev.bootc.rollout.plugin.steer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Patches, in which whatever a person wrote is text and nothing else. */
final class Patch {
  private Patch() {}

  /** Of an annotation; absent takes it off. */
  static String annotation(String key, @Nullable String value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").putObject("annotations").put(key, value);
    return patch.toString();
  }

  /** A JSON patch that takes one off, and only where it still says that. */
  static String withoutAnnotation(String key, String value) {
    String path = "/metadata/annotations/" + key.replace("~", "~0").replace("/", "~1");
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    patch.addObject().put("op", "test").put("path", path).put("value", value);
    patch.addObject().put("op", "remove").put("path", path);
    return patch.toString();
  }

  static String paused(boolean paused) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").putObject("rollout").put("paused", paused);
    return patch.toString();
  }

  static String approvedDigest(String digest) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").putObject("image").put("approvedDigest", digest);
    return patch.toString();
  }
}
