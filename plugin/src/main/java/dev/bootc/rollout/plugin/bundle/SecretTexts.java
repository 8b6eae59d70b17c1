package dev.bootc.rollout.plugin.bundle;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes what looks like a secret out of texts that nobody can read but people. */
final class SecretTexts {
  private static final Pattern KEYS =
      Pattern.compile("(?s)-----BEGIN [A-Z ]*KEY-----.*?(-----END [A-Z ]*KEY-----|$)");

  /**
   * A value in quotes, however often these are escaped, in apostrophes, in braces, or bare. Behind
   * more backslashes than the first quote has, another may belong to the value: rather too much is
   * taken out than too little. What follows the loop matches anything, so its being possessive
   * changes nothing but that not each sign of it needs a frame of the stack: a line of a log may be
   * megabytes long.
   */
  private static final String VALUE =
      "(?<value>(?<quote>\\\\*[\"'])(?:(?!\\k<quote>)(?:\\\\++.?|.))*+(?:\\k<quote>)?"
          + "|\\{[^}]*\\}?|\\[[^\\]]*\\]?|[^\\s,;}\\]\"']+)";

  /** What stands behind a name, as in variables, flags, headers, YAML and JSON. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])(?<name>(?i:[A-Za-z0-9_.-]*(?:"
              + SecretNames.PARTS
              + ")[A-Za-z0-9_.-]*))(?<between>\\\\*[\"']?\\s*(?:[:=]|=>)\\s*)"
              + VALUE);

  /** To the end of the line or of the quotes: what is behind the scheme is the secret. */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)((?:proxy-)?authorization|(?:set-)?cookie)(\\\\*[\"']?\\s*[:=]\\s*[\\\\\"'\\[]*)[^\"'\\]\\r\\n\\\\]+");

  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)\\b(?:bearer|basic|token|negotiate)\\s+[A-Za-z0-9._~+/=-]{8,}"),
          // JSON web tokens, and JSON in base64 such as credentials of registries.
          Pattern.compile("\\b(?:eyJ|eyAi|ewo|ew0K)[A-Za-z0-9+/_=-]{8,}(?:\\.[A-Za-z0-9_-]*){0,2}"),
          Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          Pattern.compile(
              "\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|dckr_pat_)[A-Za-z0-9_-]{10,}"),
          // In addresses: whoever is named before the host, and what signs one.
          Pattern.compile("(?<=://)[^/\\s\"'<>?#]+(?=@)"),
          Pattern.compile(
              "(?<=://)[^/\\s@:\"'<>]*:[^\\s\"'<>]*(?=@[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/\\s?\"']|$))"),
          Pattern.compile(
              "(?i)(?<=[?&;])(?:sig|sign|key|code|hmac|x-amz-[a-z-]+|x-goog-[a-z-]+|[a-z_-]*(?:token|signature|secret))=[^&\\s\"'\\\\]+"));

  private SecretTexts() {}

  static String withoutKeys(String text) {
    return KEYS.matcher(text).replaceAll(Redaction.GONE);
  }

  static String without(String line) {
    String left = HEADER.matcher(line).replaceAll("$1$2" + Redaction.GONE);
    for (Pattern secret : SECRETS) {
      left = secret.matcher(left).replaceAll(Redaction.GONE);
    }
    return NAMED.matcher(left).replaceAll(SecretTexts::named);
  }

  private static String named(MatchResult found) {
    return Matcher.quoteReplacement(
        SecretNames.isHarmless(found.group("name"))
            ? found.group()
            : found.group("name") + found.group("between") + Redaction.GONE);
  }
}
