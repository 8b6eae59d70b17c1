package dev.bootc.rollout.testkit.recorder;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;

/** Kubernetes' label selectors, applied to what was seen. */
final class Selectors {

  private Selectors() {}

  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> wanted = selector.getMatchLabels();
    List<LabelSelectorRequirement> requirements = selector.getMatchExpressions();
    return (wanted == null || labels.entrySet().containsAll(wanted.entrySet()))
        && (requirements == null
            || requirements.stream().allMatch(requirement -> holds(requirement, labels)));
  }

  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String key = requirement.getKey();
    boolean among = labels.containsKey(key) && requirement.getValues().contains(labels.get(key));
    return switch (requirement.getOperator()) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> labels.containsKey(key);
      case "DoesNotExist" -> !labels.containsKey(key);
      default ->
          throw new IllegalArgumentException("unknown operator " + requirement.getOperator());
    };
  }
}
