package dev.bootc.rollout.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object although it has values that this version does not know. They are left out and
 * named: in a list, or on a watch, one such object would otherwise keep its reader from all others.
 *
 * @param <S> its spec
 * @param <T> its status
 * @param <R> the object
 */
abstract class SalvagingReader<S, T, R extends CustomResource<S, T>> extends JsonDeserializer<R> {
  /** Known to this process only: the API server has no such field. Copies of an object have it. */
  private static final String UNREADABLE = "unreadable";

  private static final String SPEC = "spec";

  private final Class<S> specType;
  private final Class<T> statusType;

  SalvagingReader(Class<S> specType, Class<T> statusType) {
    this.specType = specType;
    this.statusType = statusType;
  }

  /** The object with what could be read; without a spec it has the one that asks for nothing. */
  abstract R assemble(ObjectMeta metadata, @Nullable S spec, @Nullable T status);

  @Override
  public R deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    ObjectCodec codec = parser.getCodec();
    TreeNode object = codec.readTree(parser);
    Salvage salvage = new Salvage(codec, new ArrayList<>());
    @Nullable ObjectMeta read = salvage.read(object.get("metadata"), ObjectMeta.class, "metadata");
    ObjectMeta metadata = read == null ? new ObjectMeta() : read;
    @Nullable S spec = salvage.read(object.get("spec"), specType, SPEC);
    @Nullable T status = salvage.read(object.get("status"), statusType, "status");
    List<String> unreadable =
        salvage.problems().stream().filter(problem -> problem.startsWith(SPEC)).toList();
    if (!unreadable.isEmpty()) {
      metadata.setAdditionalProperty(UNREADABLE, unreadable);
    }
    return assemble(metadata, spec, status);
  }

  /** What of the spec of an object, or of the one that it is a copy of, could not be read. */
  static List<String> unreadable(ObjectMeta metadata) {
    return metadata.getAdditionalProperties().get(UNREADABLE) instanceof List<?> problems
        ? problems.stream().map(String::valueOf).toList()
        : List.of();
  }

  private record Salvage(ObjectCodec codec, List<String> problems) {

    <V> @Nullable V read(@Nullable TreeNode part, Class<V> type, String name) throws IOException {
      while (part != null && !((JsonNode) part).isNull()) {
        try {
          return codec.treeToValue(part, type);
        } catch (JsonMappingException unreadable) {
          List<JsonMappingException.Reference> path = unreadable.getPath();
          if (!removed((JsonNode) part, path, name)) {
            problems.add(name + ": cannot be read by this version");
            return null;
          }
        }
      }
      return null;
    }

    /** Whether there was something to leave out; each time it is one less. */
    private boolean removed(JsonNode part, List<JsonMappingException.Reference> path, String name) {
      if (path.isEmpty()) {
        return false;
      }
      JsonNode parent = part;
      for (JsonMappingException.Reference step : path.subList(0, path.size() - 1)) {
        parent =
            step.getFieldName() == null
                ? parent.path(step.getIndex())
                : parent.path(step.getFieldName());
      }
      JsonNode value = remove(parent, path.getLast());
      if (value == null) {
        return false;
      }
      problems.add(
          name + words(path) + ": " + Quotation.of(value.toString()) + " is not known here");
      return true;
    }

    private static @Nullable JsonNode remove(JsonNode parent, JsonMappingException.Reference last) {
      return switch (parent) {
        case ObjectNode object when last.getFieldName() != null ->
            object.remove(last.getFieldName());
        case ArrayNode array when last.getIndex() >= 0 -> array.remove(last.getIndex());
        default -> null;
      };
    }

    private static String words(List<JsonMappingException.Reference> path) {
      return path.stream()
          .map(step ->
              step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
          .collect(Collectors.joining());
    }
  }
}
