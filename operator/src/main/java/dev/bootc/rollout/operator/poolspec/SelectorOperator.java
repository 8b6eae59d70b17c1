package dev.bootc.rollout.operator.poolspec;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operators of a label selector's {@code matchExpressions}. */
enum SelectorOperator {
  IN("In"),
  NOT_IN("NotIn"),
  EXISTS("Exists"),
  DOES_NOT_EXIST("DoesNotExist");

  private final String text;

  SelectorOperator(String text) {
    this.text = text;
  }

  static Optional<SelectorOperator> parse(@Nullable String text) {
    return Arrays.stream(values()).filter(operator -> operator.text.equals(text)).findFirst();
  }

  boolean takesValues() {
    return this == IN || this == NOT_IN;
  }

  @Override
  public String toString() {
    return text;
  }
}
