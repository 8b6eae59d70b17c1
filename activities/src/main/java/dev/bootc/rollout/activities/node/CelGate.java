package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.expression.CelExpression;
import dev.bootc.rollout.activities.expression.CelExpression.Answer;
import dev.bootc.rollout.activities.expression.CelExpression.Malformed;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.CelGateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether an expression is true of what the API server has. */
final class CelGate {
  private final KubernetesClient client;

  CelGate(KubernetesClient client) {
    this.client = client;
  }

  GateAnswer ask(CelGateSpec gate, NodeRef ref, Node node) {
    CelExpression expression;
    try {
      expression = CelExpression.of(gate.expression(), CelGateSpec.VARIABLES);
    } catch (Malformed malformed) {
      return new GateAnswer.CannotBeAsked("its expression " + malformed.getMessage());
    }
    Map<String, Object> seen = new HashMap<>();
    put(seen, "node", node);
    put(seen, "pool", client.resources(BootcNodePool.class).withName(ref.pool()).get());
    if (gate.kind() != null) {
      put(seen, "object", object(gate, ref));
    }
    List<String> missing =
        CelGateSpec.VARIABLES.stream()
            .filter(name -> !seen.containsKey(name))
            .filter(name -> gate.kind() != null || !name.equals("object"))
            .toList();
    return missing.isEmpty()
        ? answer(expression.about(seen))
        : new GateAnswer.CannotBeAsked("there is no such " + String.join(", ", missing));
  }

  private static GateAnswer answer(Answer said) {
    return said.holds()
        .map(holds ->
            holds ? new GateAnswer.Passes() : new GateAnswer.SaysNo("its expression is false"))
        .orElseGet(() -> new GateAnswer.CannotBeAsked("its expression: " + said.why()));
  }

  private @Nullable GenericKubernetesResource object(CelGateSpec gate, NodeRef ref) {
    MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all =
        client.genericKubernetesResources(gate.apiVersion(), gate.kind());
    String name = Objects.requireNonNullElse(gate.name(), ref.node());
    return gate.namespace() == null
        ? all.withName(name).get()
        : all.inNamespace(gate.namespace()).withName(name).get();
  }

  /** As maps, lists and scalars. */
  private void put(Map<String, Object> seen, String name, @Nullable Object object) {
    if (object != null) {
      seen.put(name, client.getKubernetesSerialization().convertValue(object, Map.class));
    }
  }
}
