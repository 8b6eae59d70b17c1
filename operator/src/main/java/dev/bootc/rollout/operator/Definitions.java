package dev.bootc.rollout.operator;

import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares the definitions that an API server serves with what this version reads and writes. A
 * field that they lack is dropped from patches without a word, and a server-side apply of it is
 * refused as a whole. Pure functions.
 */
final class Definitions {
  private static final int NAMED = 6;

  private static final Map<String, Map<String, Class<?>>> KINDS =
      Map.of(
          "BootcNodePool",
          Map.of("spec", BootcNodePoolSpec.class, "status", BootcNodePoolStatus.class),
          "BootcNode",
          Map.of("spec", BootcNodeSpec.class, "status", BootcNodeStatus.class));

  private final KubernetesSerialization serialization;
  private final SortedMap<String, List<String>> missing = new TreeMap<>();

  private Definitions(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /**
   * @param openApi the document of our group and version; a kind that it does not have yet is not
   *     judged
   * @return what is missing, with the mend; empty where nothing is
   */
  static Optional<String> problem(Map<?, ?> openApi, KubernetesSerialization serialization) {
    Definitions definitions = new Definitions(serialization);
    Schema document = new Schema(openApi);
    KINDS.forEach((kind, parts) ->
        document
            .of(kind)
            .ifPresent(schema ->
                parts.forEach(
                    (part, type) -> definitions.compare(kind, part, type, schema.property(part)))));
    return definitions.words();
  }

  private void compare(String kind, String path, Class<?> type, Optional<Schema> served) {
    if (served.isEmpty()) {
      missing.computeIfAbsent(kind, _ -> new ArrayList<>()).add(path);
      return;
    }
    Schema schema = served.get();
    if (type.isEnum()) {
      List<String> unknown =
          List.of(type.getEnumConstants()).stream()
              .map(constant -> serialization.convertValue(constant, String.class))
              .filter(value -> !schema.allows(value))
              .map(value -> path + "=" + value)
              .toList();
      if (!unknown.isEmpty()) {
        missing.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(unknown);
      }
    } else if (type.isRecord() && !schema.takesAnything()) {
      for (RecordComponent field : type.getRecordComponents()) {
        Optional<Schema> property = schema.property(field.getName());
        boolean isList = List.class.equals(field.getType());
        compare(
            kind,
            path + "." + field.getName(),
            isList ? elementOf(field) : field.getType(),
            isList ? property.flatMap(Schema::items) : property);
      }
    }
  }

  private static Class<?> elementOf(RecordComponent list) {
    return list.getGenericType() instanceof ParameterizedType type
            && type.getActualTypeArguments()[0] instanceof Class<?> element
        ? element
        : Object.class;
  }

  private Optional<String> words() {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String lacking =
        missing.entrySet().stream()
            .map(kind ->
                kind.getKey()
                    + " lacks "
                    + kind.getValue().stream()
                        .sorted()
                        .limit(NAMED)
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    return Optional.of(
        "the definitions are older than this operator ("
            + lacking
            + "): run helm upgrade, or apply charts/bootc-rollout/definitions");
  }

  /** A part of an OpenAPI document. */
  private record Schema(Map<?, ?> content) {
    Optional<Schema> of(String kind) {
      return child("components")
          .flatMap(components -> components.child("schemas"))
          .flatMap(schemas ->
              schemas.content().values().stream()
                  .filter(schema -> schema instanceof Map<?, ?> map && isOf(kind, map))
                  .map(schema -> new Schema((Map<?, ?>) schema))
                  .findFirst());
    }

    private static boolean isOf(String kind, Map<?, ?> schema) {
      return schema.get("x-kubernetes-group-version-kind") instanceof List<?> kinds
          && kinds.stream()
              .anyMatch(named -> named instanceof Map<?, ?> map && kind.equals(map.get("kind")));
    }

    Optional<Schema> property(String name) {
      return child("properties").flatMap(properties -> properties.child(name));
    }

    Optional<Schema> items() {
      return child("items");
    }

    boolean allows(String value) {
      return !(content.get("enum") instanceof List<?> values) || values.contains(value);
    }

    boolean takesAnything() {
      return Boolean.TRUE.equals(content.get("x-kubernetes-preserve-unknown-fields"));
    }

    private Optional<Schema> child(String name) {
      return content.get(name) instanceof Map<?, ?> child
          ? Optional.of(new Schema(child))
          : Optional.empty();
    }
  }
}
