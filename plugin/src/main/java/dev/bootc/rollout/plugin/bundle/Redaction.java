package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes out what a stranger must not read: values of variables, what looks like a token, a password
 * or a key, and credentials in addresses. Rather too much than too little.
 */
public final class Redaction {
  static final String GONE = "[redacted]";

  /** Of annotations those that are ours; what others write there may be whole objects. */
  private static final List<String> KEPT_ANNOTATIONS =
      List.of("bootc.dev/", "node.bootc.dev/", "karpenter.sh/do-not-", "deployment.kubernetes.io/");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Redaction() {}

  /** Of a log, or any text. */
  public static String text(String text) {
    // A key goes over lines; everything else is looked at line by line.
    return SecretTexts.withoutKeys(text)
        .lines()
        .map(Redaction::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(String line) {
    return parsed(line)
        .map(json -> json(json).toString())
        .orElseGet(() -> SecretTexts.without(line));
  }

  /** Whole objects within a text are read as such, whatever is escaped in them. */
  private static Optional<JsonNode> parsed(String text) {
    String bare = text.strip();
    if (!bare.startsWith("{") && !bare.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(bare)).filter(JsonNode::isContainerNode);
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  /** Of objects of Kubernetes; in place. */
  public static JsonNode json(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        object.remove("managedFields");
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
    if (name.equals("annotations") && value instanceof ObjectNode annotations) {
      return annotations(annotations);
    }
    if (value.isNull() || value.isBoolean()) {
      return value;
    }
    boolean hidden =
        SecretNames.mayBeAnything(name)
            || (SecretNames.isSecret(name) && !SecretNames.isReference(value));
    return hidden ? new TextNode(GONE) : value(value);
  }

  private static JsonNode annotations(ObjectNode annotations) {
    for (String key :
        List.copyOf(annotations.propertyStream().map(field -> field.getKey()).toList())) {
      boolean kept = KEPT_ANNOTATIONS.stream().anyMatch(key::startsWith);
      annotations.set(key, kept ? value(annotations.get(key)) : new TextNode(GONE));
    }
    return annotations;
  }

  private static JsonNode value(JsonNode value) {
    return value.isTextual() ? new TextNode(text(value.asText())) : json(value);
  }
}
