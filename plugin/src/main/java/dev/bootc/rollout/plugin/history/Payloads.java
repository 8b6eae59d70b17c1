package dev.bootc.rollout.plugin.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** What a run was given and gave, as Temporal's API shows it: in short, or encoded. */
final class Payloads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Payloads() {}

  /** The first of several. */
  static Optional<JsonNode> first(JsonNode payloads) {
    JsonNode list = payloads.isArray() ? payloads : payloads.path("payloads");
    return list.isArray() && !list.isEmpty() ? of(list.get(0)) : Optional.empty();
  }

  /** Empty where it is no JSON. */
  static Optional<JsonNode> of(JsonNode payload) {
    if (payload.isMissingNode() || payload.isNull()) {
      return Optional.empty();
    }
    if (!payload.has("metadata") || !payload.has("data")) {
      return Optional.of(payload);
    }
    try {
      return Optional.ofNullable(
          JSON.readTree(Base64.getDecoder().decode(payload.path("data").asText())));
    } catch (JsonProcessingException | IllegalArgumentException notJson) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes in memory are always read", impossible);
    }
  }
}
