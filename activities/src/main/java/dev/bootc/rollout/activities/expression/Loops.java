package dev.bootc.rollout.activities.expression;

import java.util.List;
import java.util.stream.Stream;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Expr.Comprehension;
import org.projectnessie.cel.relocated.com.google.protobuf.Message;

/**
 * How often an expression goes through lists inside of one another. Nothing can end one that is
 * being worked out, so that is bounded before: of lists of ten thousand two take a moment, and
 * three for ever.
 */
final class Loops {
  static final int MOST = 2;

  private Loops() {}

  /** The deepest nesting; one list after the other is none. */
  static int in(Message part) {
    if (part instanceof Comprehension loop) {
      // What it goes through is worked out once, before it.
      return Math.max(in(loop.getIterRange()), 1 + most(Stream.of(loop.getLoopStep())));
    }
    return most(part.getAllFields().values().stream());
  }

  private static int most(Stream<?> values) {
    return values
        .flatMap(value -> value instanceof List<?> all ? all.stream() : Stream.of(value))
        .filter(Message.class::isInstance)
        .map(Message.class::cast)
        .mapToInt(Loops::in)
        .max()
        .orElse(0);
  }
}
