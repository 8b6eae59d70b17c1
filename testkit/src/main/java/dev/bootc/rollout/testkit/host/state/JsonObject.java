package dev.bootc.rollout.testkit.host.state;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON object with its members by name; {@code null} members count as absent. */
public record JsonObject(Map<String, Object> members) {

  public JsonObject {
    members = Collections.unmodifiableMap(new TreeMap<>(members));
  }

  /**
   * The text of a member.
   *
   * @throws IllegalStateException where there is none
   */
  public String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> new IllegalStateException("no text \"" + name + "\" in " + this));
  }

  public Optional<String> optionalText(String name) {
    return Optional.ofNullable(members.get(name)).map(String.class::cast);
  }

  /** A number, 0 where there is none. */
  public long number(String name) {
    return members.get(name) instanceof Long number ? number : 0;
  }

  /** A truth value, {@code false} where there is none. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  public Optional<JsonObject> object(String name) {
    return Optional.ofNullable(members.get(name)).map(JsonObject.class::cast);
  }

  /** The elements of an array, none where there is no such member. */
  public List<JsonObject> objects(String name) {
    return elements(name).stream().map(JsonObject.class::cast).toList();
  }

  /** The elements of an array, none where there is no such member. */
  public List<String> texts(String name) {
    return elements(name).stream().map(String.class::cast).toList();
  }

  private List<?> elements(String name) {
    return members.get(name) instanceof List<?> list ? list : List.of();
  }

  @Override
  public String toString() {
    return Json.text(this);
  }
}
