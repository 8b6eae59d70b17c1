package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names say that what stands behind them is not for strangers. */
final class SecretNames {
  /** Part of a name, in whatever case, with or without dashes; for regular expressions. */
  static final String PARTS =
      "pass[-_.]?(?:word|wd|phrase|code)|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key"
          + "|credential|dockerc(?:onfig|fg)|authorization|cookie|signature|(?<![a-z])pwd(?![a-z])"
          + "|(?<![a-z])auths?(?![a-z])|(?-i:(?<=[a-z])Auth(?![a-z]))";

  private static final Pattern SECRET = Pattern.compile("(?i:" + PARTS + ")");

  /** What only says where a secret is, or how long it lives. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i).*(?:names?|ref|references?|namespace|seconds|path|kind|type|missing|error)");

  /** Fields of Kubernetes whose values may be anything that somebody wanted to hide. */
  private static final Set<String> ANYTHING =
      Set.of("value", "data", "stringdata", "binarydata", "args", "command");

  /** What says where a secret is, and not which. */
  private static final Set<String> OF_A_REFERENCE =
      Set.of(
          "name",
          "secretName",
          "namespace",
          "path",
          "mode",
          "defaultMode",
          "optional",
          "items",
          "audience",
          "expirationSeconds");

  private SecretNames() {}

  /** Of a field, an annotation, a variable. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).find() && !isHarmless(name);
  }

  static boolean isHarmless(String name) {
    return HARMLESS.matcher(name).matches();
  }

  static boolean mayBeAnything(String field) {
    return ANYTHING.contains(field.toLowerCase(Locale.ROOT));
  }

  /** Such as the volume of a Secret. */
  static boolean isReference(JsonNode value) {
    return switch (value) {
      case ObjectNode object ->
          object.propertyStream().allMatch(field -> isOfAReference(object, field.getKey()))
              && object.valueStream().allMatch(SecretNames::isReferenceOrName);
      case ArrayNode array -> array.valueStream().allMatch(SecretNames::isReference);
      default -> false;
    };
  }

  private static boolean isReferenceOrName(JsonNode value) {
    return value.isValueNode() || isReference(value);
  }

  /** The key of an item is the name of a file. */
  private static boolean isOfAReference(ObjectNode object, String field) {
    return OF_A_REFERENCE.contains(field) || (field.equals("key") && object.has("path"));
  }
}
