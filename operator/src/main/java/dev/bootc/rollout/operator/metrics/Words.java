package dev.bootc.rollout.operator.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants as the resources spell them: {@code UP_TO_DATE} is {@code UpToDate}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return Arrays.stream(constant.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
