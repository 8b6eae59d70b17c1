package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.LabelMatch;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a DaemonSet wants its pods, as its controller decides it: by name, selector and required
 * affinity, and by the taints that they tolerate, to which the controller adds a few.
 */
final class DaemonSetPlace {
  /** The controller lets all pods of DaemonSets tolerate these. */
  private static final Set<String> TOLERATED =
      Set.of(
          "node.kubernetes.io/not-ready",
          "node.kubernetes.io/unreachable",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/unschedulable",
          "node.kubernetes.io/network-unavailable");

  private DaemonSetPlace() {}

  static boolean isOn(DaemonSet set, Node node) {
    PodSpec pod = set.getSpec().getTemplate().getSpec();
    String name = pod.getNodeName();
    return (name == null || name.isEmpty() || name.equals(node.getMetadata().getName()))
        && labels(node)
            .entrySet()
            .containsAll(Objects.requireNonNullElse(pod.getNodeSelector(), Map.of()).entrySet())
        && required(pod).map(selector -> isSelected(selector, node)).orElse(true)
        && node.getSpec().getTaints().stream().allMatch(taint -> isTolerated(taint, pod));
  }

  private static Optional<NodeSelector> required(PodSpec pod) {
    return Optional.ofNullable(pod.getAffinity())
        .map(Affinity::getNodeAffinity)
        .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution);
  }

  /** Any of its terms. */
  private static boolean isSelected(NodeSelector selector, Node node) {
    return selector.getNodeSelectorTerms().stream().anyMatch(term -> holds(term, node));
  }

  /** One without anything in it selects nothing. */
  private static boolean holds(NodeSelectorTerm term, Node node) {
    Map<String, String> fields = Map.of("metadata.name", node.getMetadata().getName());
    return !(term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty())
        && term.getMatchExpressions().stream().allMatch(one -> holds(one, labels(node)))
        && term.getMatchFields().stream().allMatch(one -> holds(one, fields));
  }

  private static boolean holds(NodeSelectorRequirement one, Map<String, String> values) {
    return switch (one.getOperator()) {
      case "Gt" -> compares(one, values, 1);
      case "Lt" -> compares(one, values, -1);
      case String operator ->
          LabelMatch.of(
                  new LabelSelectorBuilder()
                      .addToMatchExpressions(
                          new LabelSelectorRequirement(one.getKey(), operator, one.getValues()))
                      .build())
              .filter(match -> match.matches(values))
              .isPresent();
    };
  }

  private static boolean compares(
      NodeSelectorRequirement one, Map<String, String> values, int sign) {
    Optional<Long> has = number(values.get(one.getKey()));
    Optional<Long> asked = one.getValues().stream().findFirst().flatMap(DaemonSetPlace::number);
    return has.isPresent()
        && asked.isPresent()
        && Long.signum(has.get().compareTo(asked.get())) == sign;
  }

  private static Optional<Long> number(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Long::valueOf);
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static boolean isTolerated(Taint taint, PodSpec pod) {
    return "PreferNoSchedule".equals(taint.getEffect())
        || TOLERATED.contains(taint.getKey())
        || pod.getTolerations().stream().anyMatch(toleration -> tolerates(toleration, taint));
  }

  private static boolean tolerates(Toleration toleration, Taint taint) {
    boolean exists = "Exists".equals(toleration.getOperator());
    boolean key =
        isEmpty(toleration.getKey()) ? exists : toleration.getKey().equals(taint.getKey());
    boolean value = exists || textOf(toleration.getValue()).equals(textOf(taint.getValue()));
    return key
        && value
        && (isEmpty(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect()));
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static String textOf(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }
}
