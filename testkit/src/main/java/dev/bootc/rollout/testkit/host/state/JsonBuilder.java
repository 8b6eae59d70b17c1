package dev.bootc.rollout.testkit.host.state;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the members of a {@link JsonObject}. */
public final class JsonBuilder {
  private final TreeMap<String, @Nullable Object> members = new TreeMap<>();

  /**
   * Text, number, truth value, object, list of these, or {@code null}, which is written as such.
   */
  public JsonBuilder with(String name, @Nullable Object value) {
    members.put(name, value);
    return this;
  }

  public JsonBuilder withObjects(String name, List<JsonObject> values) {
    members.put(name, values);
    return this;
  }

  @SuppressWarnings("NullAway") // A member that is null prints as null; reading drops it.
  public JsonObject build() {
    return new JsonObject(members);
  }
}
