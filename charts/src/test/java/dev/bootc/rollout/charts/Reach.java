package dev.bootc.rollout.charts;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which pod reaches which port, where a network plugin does what Kubernetes' NetworkPolicy says of
 * ingress. Only what the chart uses of it: labels, named and numbered ports.
 */
record Reach(List<HasMetadata> chart) {

  /** A pod that may or may not be the chart's; its namespace has the label of its name alone. */
  record Peer(String namespace, Map<String, String> labels) {}

  boolean allows(Peer source, Pod target, int port) {
    List<NetworkPolicy> policies =
        chart.stream()
            .filter(NetworkPolicy.class::isInstance)
            .map(NetworkPolicy.class::cast)
            .filter(policy -> policy.getSpec().getPolicyTypes().contains("Ingress"))
            .filter(policy -> selects(policy, target))
            .toList();
    return policies.isEmpty()
        || policies.stream()
            .anyMatch(policy ->
                policy.getSpec().getIngress().stream()
                    .anyMatch(rule -> lets(rule, policy, source, target, port)));
  }

  private static boolean selects(NetworkPolicy policy, Pod target) {
    return namespace(policy).equals(namespace(target))
        && matches(policy.getSpec().getPodSelector(), target.getMetadata().getLabels());
  }

  private static boolean lets(
      NetworkPolicyIngressRule rule, NetworkPolicy policy, Peer source, Pod target, int port) {
    boolean from =
        rule.getFrom().isEmpty()
            || rule.getFrom().stream().anyMatch(peer -> isMeant(peer, namespace(policy), source));
    boolean to =
        rule.getPorts().isEmpty()
            || rule.getPorts().stream()
                .anyMatch(allowed -> number(allowed.getPort(), target) == port);
    return from && to;
  }

  private static boolean isMeant(NetworkPolicyPeer peer, String own, Peer source) {
    boolean inNamespace =
        peer.getNamespaceSelector() == null
            ? source.namespace().equals(own)
            : matches(
                peer.getNamespaceSelector(),
                Map.of("kubernetes.io/metadata.name", source.namespace()));
    return peer.getIpBlock() == null
        && inNamespace
        && (peer.getPodSelector() == null || matches(peer.getPodSelector(), source.labels()));
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    if (!selector.getMatchExpressions().isEmpty()) {
      throw new IllegalArgumentException("no chart of ours uses matchExpressions: " + selector);
    }
    return Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())
        .entrySet()
        .stream()
        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  private static int number(IntOrString port, Pod target) {
    return port.getIntVal() != null
        ? port.getIntVal()
        : target.getSpec().getContainers().stream()
            .flatMap(container -> container.getPorts().stream())
            .filter(named -> port.getStrVal().equals(named.getName()))
            .mapToInt(ContainerPort::getContainerPort)
            .findFirst()
            .orElseThrow();
  }

  private static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }
}
