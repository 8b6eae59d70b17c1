package dev.bootc.rollout.testkit.architecture;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * A number of something; of a time where it has a unit of one.
 *
 * @param amount in milliseconds where it is a time
 */
record Quantity(BigDecimal amount, boolean time) {

  static Quantity count(Number number) {
    return new Quantity(new BigDecimal(number.toString()).stripTrailingZeros(), false);
  }

  /** The unit as it is written behind the number; any other word counts things. */
  Quantity in(String unit) {
    long millis =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "ms", "millis", "milliseconds" -> 1;
          case "s", "second", "seconds" -> 1_000;
          case "min", "minute", "minutes" -> 60_000;
          case "h", "hour", "hours" -> 3_600_000;
          case "day", "days" -> 86_400_000;
          default -> 0;
        };
    return millis == 0 ? this : new Quantity(product(BigDecimal.valueOf(millis)), true);
  }

  Quantity times(Quantity other) {
    return new Quantity(product(other.amount), time || other.time);
  }

  private BigDecimal product(BigDecimal factor) {
    return amount.multiply(factor).stripTrailingZeros();
  }

  @Override
  public String toString() {
    return amount.toPlainString() + (time ? " ms" : "");
  }
}
