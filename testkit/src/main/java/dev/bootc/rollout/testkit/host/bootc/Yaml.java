package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status document as bootc prints it where nobody asked for JSON. */
final class Yaml {
  private Yaml() {}

  static String text(JsonObject document) {
    StringBuilder text = new StringBuilder();
    append(text, document, "");
    return text.toString();
  }

  private static void append(StringBuilder text, JsonObject object, String indent) {
    for (Map.Entry<String, @Nullable Object> member : object.members().entrySet()) {
      text.append(indent).append(member.getKey()).append(':');
      if (member.getValue() instanceof JsonObject inner) {
        text.append('\n');
        append(text, inner, indent + "  ");
      } else if (member.getValue() instanceof List<?> elements) {
        text.append(elements.isEmpty() ? " []\n" : "\n");
        elements.forEach(element -> text.append(indent).append("- ").append(element).append('\n'));
      } else {
        text.append(' ').append(member.getValue()).append('\n');
      }
    }
  }
}
