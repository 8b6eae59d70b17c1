package dev.bootc.rollout.operator.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry asks for in {@code WWW-Authenticate}. */
sealed interface Challenge {
  /** A name and a password. */
  record Basic() implements Challenge {}

  /**
   * A token that somebody else gives.
   *
   * @param tokens where to ask for it, for this repository only
   */
  record Bearer(URI tokens) implements Challenge {}

  Pattern SCHEME = Pattern.compile("\\s*([A-Za-z]+)(?:\\s+|$)");
  Pattern PARAMETER =
      Pattern.compile("([A-Za-z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");

  /**
   * The first of them that can be met. OpenShift's registry names no service, others no scope.
   *
   * @param headers each with one challenge, as registries send them
   * @param repository that a token is wanted for
   */
  static Optional<Challenge> of(List<String> headers, String repository) {
    return headers.stream()
        .map(header -> parse(header, repository))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Challenge> parse(String header, String repository) {
    Matcher scheme = SCHEME.matcher(header);
    if (!scheme.lookingAt()) {
      return Optional.empty();
    }
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "basic" -> Optional.of(new Basic());
      case "bearer" -> bearer(parameters(header.substring(scheme.end())), repository);
      default -> Optional.empty();
    };
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new HashMap<>();
    Matcher each = PARAMETER.matcher(text);
    while (each.find()) {
      String quoted = each.group(2);
      parameters.put(
          each.group(1).toLowerCase(Locale.ROOT),
          quoted == null ? each.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    return parameters;
  }

  private static Optional<Challenge> bearer(Map<String, String> asked, String repository) {
    String realm = asked.get("realm");
    if (realm == null) {
      return Optional.empty();
    }
    String scope = asked.getOrDefault("scope", "repository:" + repository + ":pull");
    StringBuilder uri =
        new StringBuilder(realm).append(realm.contains("?") ? "&" : "?").append("scope=");
    uri.append(encoded(scope));
    if (asked.containsKey("service")) {
      uri.append("&service=").append(encoded(asked.get("service")));
    }
    try {
      return Optional.of(new Bearer(URI.create(uri.toString())));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
