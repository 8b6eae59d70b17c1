package dev.bootc.rollout.api;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A label selector as Kubernetes reads it: everything must hold, and an empty one matches all. */
public final class LabelMatch {
  /** Matches everything. */
  public static final LabelMatch ALL = new LabelMatch(new LabelSelector());

  private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

  private final Map<String, String> labels;
  private final List<LabelSelectorRequirement> expressions;

  private LabelMatch(LabelSelector selector) {
    labels = Map.copyOf(Objects.requireNonNullElse(selector.getMatchLabels(), Map.of()));
    expressions =
        List.copyOf(Objects.requireNonNullElse(selector.getMatchExpressions(), List.of()));
  }

  /** Empty for a selector that Kubernetes would not accept. */
  public static Optional<LabelMatch> of(LabelSelector selector) {
    LabelMatch match = new LabelMatch(selector);
    return match.expressions.stream()
            .allMatch(expression ->
                expression.getKey() != null
                    && expression.getOperator() != null
                    && OPERATORS.contains(expression.getOperator()))
        ? Optional.of(match)
        : Optional.empty();
  }

  /** Whether an object with these labels is selected. */
  public boolean matches(Map<String, String> candidate) {
    return candidate.entrySet().containsAll(labels.entrySet())
        && expressions.stream().allMatch(expression -> holds(expression, candidate));
  }

  private static boolean holds(LabelSelectorRequirement expression, Map<String, String> candidate) {
    String value = candidate.get(expression.getKey());
    List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
    return switch (expression.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> throw new IllegalStateException("unknown: " + expression.getOperator());
    };
  }
}
