package dev.bootc.rollout.agent.pullsecret;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What makes the content of a pull secret useless on a host, or dangerous. */
final class DockerConfig {
  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,40}");
  private static final String MEND = "create it with \"kubectl create secret docker-registry\"";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private DockerConfig() {}

  /**
   * Why it is of no use, as the end of a sentence; empty where it is of use. Of the content nothing
   * is quoted but the names of programs.
   */
  static Optional<String> complaint(String content) {
    try {
      JsonNode config = JSON.readTree(content);
      return config.isObject()
          ? programs(config).or(() -> withoutCredentials(config))
          : Optional.of("is no JSON object: " + MEND);
    } catch (JacksonException malformed) {
      return Optional.of("is no JSON object: " + MEND);
    }
  }

  /**
   * bootc would have them run as root on the host, and whoever writes a Secret would choose them.
   */
  private static Optional<String> programs(JsonNode config) {
    String names =
        Stream.concat(
                Stream.of(config.path("credsStore")), config.path("credHelpers").valueStream())
            .map(JsonNode::asText)
            .filter(name -> !name.isEmpty())
            .map(name -> PROGRAM.matcher(name).matches() ? name : "…")
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "names credential programs (%s), which are not run on hosts: take credsStore and credHelpers out of it and put user and password in, or %s"
                .formatted(names, MEND));
  }

  /** User and password as fields of their own are read by nobody. */
  private static Optional<String> withoutCredentials(JsonNode config) {
    boolean any =
        config
            .path("auths")
            .valueStream()
            .anyMatch(entry ->
                !entry.path("auth").asText().isBlank()
                    || !entry.path("identitytoken").asText().isBlank());
    return any
        ? Optional.empty()
        : Optional.of("holds no credentials, as no registry in its auths has an auth: " + MEND);
  }
}
