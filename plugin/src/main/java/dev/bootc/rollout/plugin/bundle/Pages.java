package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.plugin.bundle.Bundle.NotRead;
import dev.bootc.rollout.plugin.bundle.Bundle.Source;

/** A list of the API server piece by piece, so that thousands of objects are never held at once. */
final class Pages {
  private static final int LIMIT = 250;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Source source;
  private final String path;
  private String next = "";
  private boolean ended;

  Pages(Source source, String path) {
    this.source = source;
    this.path = path + (path.contains("?") ? "&" : "?") + "limit=" + LIMIT;
  }

  boolean hasNext() {
    return !ended;
  }

  /** The objects of the next one. */
  JsonNode next() throws NotRead, JsonProcessingException {
    JsonNode page =
        JSON.readTree(source.read(next.isEmpty() ? path : path + "&continue=" + escaped(next)));
    next = page.at("/metadata/continue").asText("");
    ended = next.isEmpty();
    return page.path("items");
  }

  /** Base64, of whichever alphabet. */
  private static String escaped(String base64) {
    return base64.replace("%", "%25").replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
  }
}
