package dev.bootc.rollout.operator.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.ImageRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A name and a password, or a token, for one registry. Never printed.
 *
 * @param header value of {@code Authorization}
 * @param secrets what must not be repeated, in all its forms
 */
record RegistryCredentials(String header, List<String> secrets) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHORTEST_SECRET = 4;

  RegistryCredentials {
    secrets = secrets.stream().filter(secret -> secret.length() >= SHORTEST_SECRET).toList();
  }

  /**
   * The most specific entry of a {@code .dockerconfigjson}, as the kubelet and podman choose it:
   * one for the repository, then for what it lies in, at last for the host. Credential helpers are
   * programs, and none is run here.
   *
   * @return empty where it has none for this image
   * @throws IllegalArgumentException where it is none; without its content
   */
  static Optional<RegistryCredentials> in(String dockerConfig, ImageRef.Tagged ref) {
    JsonNode auths = auths(dockerConfig);
    Map<String, JsonNode> entries = new TreeMap<>();
    auths.properties().forEach(entry -> entries.put(location(entry.getKey()), entry.getValue()));
    for (String place = named(ref.name()); !place.isEmpty(); place = parent(place)) {
      JsonNode entry = entries.get(place);
      if (entry != null) {
        return of(entry);
      }
    }
    return Optional.empty();
  }

  /** Whether it is shown as it is, and not given for a token first. */
  boolean isToken() {
    return header.startsWith("Bearer ");
  }

  private static JsonNode auths(String dockerConfig) {
    try {
      JsonNode config = JSON.readTree(dockerConfig);
      JsonNode auths = config.path("auths");
      if (config.isObject() && (auths.isObject() || auths.isMissingNode())) {
        return auths;
      }
    } catch (JsonProcessingException _) {
      // Its words would repeat the content.
    }
    throw new IllegalArgumentException("no JSON object with \"auths\"");
  }

  private static Optional<RegistryCredentials> of(JsonNode entry) {
    String token = entry.path("registrytoken").asText("");
    if (!token.isEmpty()) {
      return Optional.of(new RegistryCredentials("Bearer " + token, List.of(token)));
    }
    String pair = pair(entry);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return Optional.of(
        new RegistryCredentials(
            "Basic " + encoded, List.of(encoded, pair, pair.substring(colon + 1))));
  }

  private static String pair(JsonNode entry) {
    String auth = entry.path("auth").asText("").strip();
    if (auth.isEmpty()) {
      String user = entry.path("username").asText("");
      return user.isEmpty() ? "" : user + ":" + entry.path("password").asText("");
    }
    try {
      return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("an \"auth\" that is not in base64");
    }
  }

  /** Keys are hosts, hosts with a path, or addresses as Docker wrote them. */
  private static String location(String key) {
    String bare = key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
    return named(bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare);
  }

  private static String named(String place) {
    return place.replaceFirst("^(index\\.|registry-1\\.)?docker\\.io(?=/|$)", "docker.io");
  }

  private static String parent(String place) {
    int slash = place.lastIndexOf('/');
    return slash < 0 ? "" : place.substring(0, slash);
  }

  /** Without what is secret: nobody can log it by mistake. */
  @Override
  public String toString() {
    return "RegistryCredentials";
  }
}
