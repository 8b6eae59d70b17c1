package dev.bootc.rollout.operator.poolspec;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A label selector of which it is known that it can match. See {@link SelectorCheck}. */
public final class NodeSelector {
  private final Map<String, String> labels;
  private final List<LabelSelectorRequirement> expressions;

  public NodeSelector(LabelSelector selector) {
    labels = Map.copyOf(Objects.requireNonNullElse(selector.getMatchLabels(), Map.of()));
    expressions =
        List.copyOf(Objects.requireNonNullElse(selector.getMatchExpressions(), List.of()));
  }

  /** Everything must hold, as for Kubernetes' own selectors: an empty one matches all. */
  public boolean matches(Map<String, String> candidate) {
    return candidate.entrySet().containsAll(labels.entrySet())
        && expressions.stream().allMatch(expression -> holds(expression, candidate));
  }

  private static boolean holds(LabelSelectorRequirement expression, Map<String, String> candidate) {
    String key = expression.getKey();
    String value = candidate.get(key);
    return switch (SelectorOperator.parse(expression.getOperator()).orElseThrow()) {
      case IN -> value != null && expression.getValues().contains(value);
      case NOT_IN -> value == null || !expression.getValues().contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }
}
