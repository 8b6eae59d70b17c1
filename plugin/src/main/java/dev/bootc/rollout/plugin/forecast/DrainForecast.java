package dev.bootc.rollout.plugin.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a drain of a node would meet, as things are now.
 *
 * @param leave how many pods would be asked to leave
 * @param stay how many would not: of DaemonSets, of the kubelet, finished
 * @param held pods that a PodDisruptionBudget would not let go now, with its name
 */
public record DrainForecast(int leave, int stay, List<String> held) {
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  public DrainForecast {
    held = List.copyOf(held);
  }

  /**
   * Of lists as the API server gives them.
   *
   * @param pods of the node
   * @param budgets of all namespaces
   */
  public static DrainForecast of(JsonNode pods, JsonNode budgets) {
    int leave = 0;
    int stay = 0;
    List<String> held = new ArrayList<>();
    for (JsonNode pod : pods.path("items")) {
      if (stays(pod)) {
        stay++;
      } else {
        leave++;
        for (JsonNode budget : budgets.path("items")) {
          if (budget.at("/status/disruptionsAllowed").asInt(1) == 0 && selects(budget, pod)) {
            held.add(
                "pod %s/%s, PodDisruptionBudget %s allows 0"
                    .formatted(
                        pod.at("/metadata/namespace").asText(),
                        pod.at("/metadata/name").asText(),
                        budget.at("/metadata/name").asText()));
          }
        }
      }
    }
    return new DrainForecast(leave, stay, held);
  }

  private static boolean stays(JsonNode pod) {
    return pod.path("metadata").path("annotations").has(MIRROR)
        || FINISHED.contains(pod.at("/status/phase").asText())
        || pod.at("/metadata/ownerReferences")
            .valueStream()
            .anyMatch(owner ->
                owner.path("kind").asText().equals("DaemonSet")
                    && owner.path("controller").asBoolean());
  }

  private static boolean selects(JsonNode budget, JsonNode pod) {
    JsonNode labels = pod.at("/metadata/labels");
    JsonNode selector = budget.at("/spec/selector");
    return budget.at("/metadata/namespace").equals(pod.at("/metadata/namespace"))
        && selector.isObject()
        && selector
            .path("matchLabels")
            .propertyStream()
            .allMatch(label -> label.getValue().equals(labels.path(label.getKey())))
        && selector
            .path("matchExpressions")
            .valueStream()
            .allMatch(expression -> holds(expression, labels));
  }

  private static boolean holds(JsonNode expression, JsonNode labels) {
    JsonNode value = labels.path(expression.path("key").asText());
    boolean among = expression.path("values").valueStream().anyMatch(value::equals);
    return switch (expression.path("operator").asText()) {
      case "In" -> among;
      case "NotIn" -> !among;
      case "Exists" -> !value.isMissingNode();
      case "DoesNotExist" -> value.isMissingNode();
      // A newer one: rather named in vain than left out.
      default -> true;
    };
  }
}
