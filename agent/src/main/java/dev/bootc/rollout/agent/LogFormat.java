package dev.bootc.rollout.agent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How log lines are written. */
enum LogFormat {
  PLAIN,
  JSON;

  /** As it is named in the settings. */
  static Optional<LogFormat> of(String setting) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(setting))
        .findFirst();
  }
}
