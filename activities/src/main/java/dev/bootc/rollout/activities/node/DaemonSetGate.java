package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.text.Listed;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the pods of DaemonSets that belong on a node are Ready there, by the API server. */
final class DaemonSetGate {
  private static final int NAMED = 3;

  private final KubernetesClient client;

  DaemonSetGate(KubernetesClient client) {
    this.client = client;
  }

  GateAnswer ask(DaemonSetGateSpec gate, Node node) {
    List<Pod> pods =
        client
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", node.getMetadata().getName())
            .list()
            .getItems();
    List<String> missing =
        client
            .apps()
            .daemonSets()
            .inAnyNamespace()
            .withLabelSelector(Objects.requireNonNullElseGet(gate.selector(), LabelSelector::new))
            .list()
            .getItems()
            .stream()
            .filter(set -> DaemonSetPlace.isOn(set, node))
            .flatMap(set -> missing(set, pods).stream())
            .toList();
    return missing.isEmpty()
        ? new GateAnswer.Passes()
        : new GateAnswer.SaysNo(Listed.first(NAMED, ", ", missing));
  }

  /** What is wrong with its pod; empty where it is there and Ready. */
  private static Optional<String> missing(DaemonSet set, List<Pod> pods) {
    String of = set.getMetadata().getNamespace() + "/" + set.getMetadata().getName();
    List<Pod> own = pods.stream().filter(pod -> isOf(set, pod)).toList();
    if (own.stream().anyMatch(DaemonSetGate::isReady)) {
      return Optional.empty();
    }
    return Optional.of(
        own.isEmpty()
            ? "DaemonSet " + of + " has no pod there"
            : "pod "
                + set.getMetadata().getNamespace()
                + "/"
                + own.getFirst().getMetadata().getName()
                + " is not Ready");
  }

  private static boolean isOf(DaemonSet set, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(OwnerReference::getUid)
        .anyMatch(set.getMetadata().getUid()::equals);
  }

  /** One that ends does not count: it is about to be replaced. */
  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && Optional.ofNullable(pod.getStatus()).stream()
            .flatMap(status -> Stream.ofNullable(status.getConditions()))
            .flatMap(List::stream)
            .anyMatch(condition ->
                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
