package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes out what a stranger must not read: values of variables, what looks like a token, a password
 * or a key, and credentials in addresses. Rather too much than too little.
 */
public final class Redaction {
  static final String GONE = "[redacted]";

  /** Fields whose values may be anything that somebody wanted to hide. */
  private static final Set<String> HIDDEN =
      Set.of(
          "value", "auth", "auths", "token", "password", "data", "stringdata", "args", "command");

  /** Has the whole object once more, as it was applied. */
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}"),
          // JSON web tokens.
          Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?"),
          Pattern.compile("(?s)-----BEGIN [A-Z ]*KEY-----.*?(-----END [A-Z ]*KEY-----|$)"),
          Pattern.compile(
              "(?i)(\"?(?:password|passwd|token|secret|api[-_]?key|auths?|authorization)\"?\\s*[:=]\\s*)"
                  + "(\"[^\"]*\"|\\{[^}]*\\}|[^\\s,;}\"]+)"),
          Pattern.compile("(?<=://)[^/\\s:@]+:[^/\\s@]+(?=@)"));

  private Redaction() {}

  /** Of a log, or any text. */
  public static String text(String text) {
    String left = text;
    for (Pattern secret : SECRETS) {
      left = secret.matcher(left).replaceAll(GONE);
    }
    return left;
  }

  /** Of objects of Kubernetes; in place. */
  public static JsonNode json(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        object.remove(APPLIED);
        for (String name :
            List.copyOf(object.propertyStream().map(field -> field.getKey()).toList())) {
          object.set(name, field(name, object.get(name)));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, value(array.get(i)));
        }
      }
      default -> {
        // A value by itself is its owner's.
      }
    }
    return node;
  }

  private static JsonNode field(String name, JsonNode value) {
    return HIDDEN.contains(name.toLowerCase(Locale.ROOT)) ? new TextNode(GONE) : value(value);
  }

  private static JsonNode value(JsonNode value) {
    return value.isTextual() ? new TextNode(text(value.asText())) : json(value);
  }
}
