package dev.bootc.rollout.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the process logs. Has to be known before the first logger is made. */
final class LogSettings {
  private static final List<String> FORMATS = List.of("plain", "json");
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  private LogSettings() {}

  static List<String> check(OperatorOptions options) {
    List<String> problems = new ArrayList<>();
    if (!FORMATS.contains(options.logFormat)) {
      problems.add(ConfigReader.problem("--log-format", options.logFormat, "give plain or json"));
    }
    if (!LEVELS.contains(options.logLevel.toLowerCase(Locale.ROOT))) {
      problems.add(
          ConfigReader.problem(
              "--log-level", options.logLevel, "give one of " + String.join(", ", LEVELS)));
    }
    return problems;
  }

  /** logback.xml reads these properties. */
  static void apply(OperatorOptions options) {
    System.setProperty("bootc.rollout.log.format", options.logFormat);
    System.setProperty("bootc.rollout.log.level", options.logLevel);
  }
}
