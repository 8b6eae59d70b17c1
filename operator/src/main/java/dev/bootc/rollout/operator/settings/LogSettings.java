package dev.bootc.rollout.operator.settings;

import java.util.List;

/**
 * How the process logs.
 *
 * @param format one of {@link #FORMATS}
 * @param level one of {@link #LEVELS}
 */
public record LogSettings(String format, String level) {
  static final List<String> FORMATS = List.of("plain", "json");
  static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  /** Has to come before the first logger is made: logback.xml reads these properties. */
  public void apply() {
    System.setProperty("bootc.rollout.log.format", format);
    System.setProperty("bootc.rollout.log.level", level);
  }
}
