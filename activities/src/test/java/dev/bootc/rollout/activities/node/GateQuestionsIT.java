package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.GateAnswer;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gates say of a node, on a real API server. */
@RealServers
class GateQuestionsIT {
  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String name = "gates-" + UUID.randomUUID().toString().substring(0, 8);
  private final GateQuestions questions;
  private DaemonSet set = new DaemonSet();

  GateQuestionsIT(ControlPlane plane) {
    this.plane = plane;
    client = plane.adminClient();
    questions = new GateQuestions(client);
  }

  @BeforeEach
  void makeNodeAndDaemonSet() {
    client
        .resource(
            """
            apiVersion: v1
            kind: Node
            metadata: {name: %1$s, labels: {of: %1$s}}
            """
                .formatted(name))
        .create();
    set =
        (DaemonSet)
            client
                .resource(
                    """
                    apiVersion: apps/v1
                    kind: DaemonSet
                    metadata: {name: %1$s, namespace: default, labels: {of: %1$s}}
                    spec:
                      selector: {matchLabels: {of: %1$s}}
                      template:
                        metadata: {labels: {of: %1$s}}
                        spec:
                          nodeSelector: {of: %1$s}
                          containers: [{name: main, image: registry.example.com/net/cni}]
                    """
                        .formatted(name))
                .create();
  }

  @AfterEach
  void remove() {
    client.resource(set).delete();
    client.pods().inNamespace("default").withLabel("of", name).withGracePeriod(0).delete();
    client.nodes().withName(name).delete();
  }

  @Test
  void shouldPassWhenItAsksForNoDaemonSetThatIsThere() {
    // When
    GateAnswer answer = questions.ask(gate("somebody-else"), name);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.Passes());
  }

  @Test
  void shouldSayNoUntilThePodIsThereAndReady() {
    // Given
    GateAnswer before = questions.ask(gate(name), name);
    Pod pod = boundPod();
    GateAnswer then = questions.ask(gate(name), name);
    ready(pod);

    // When
    GateAnswer answer = questions.ask(gate(name), name);

    // Then
    assertThat(before)
        .isEqualTo(new GateAnswer.SaysNo("DaemonSet default/" + name + " has no pod there"));
    assertThat(then)
        .isEqualTo(
            new GateAnswer.SaysNo("pod default/" + pod.getMetadata().getName() + " is not Ready"));
    assertThat(answer).isEqualTo(new GateAnswer.Passes());
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenNobodyLetsItLook() {
    // Given
    Config config = new ConfigBuilder(plane.adminConfig()).withImpersonateUsername("ann").build();

    // When
    GateAnswer answer;
    try (KubernetesClient nobody = new KubernetesClientBuilder().withConfig(config).build()) {
      answer = new GateQuestions(nobody).ask(gate(name), name);
    }

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.CannotBeAsked.class,
            cannot ->
                assertThat(cannot.why())
                    .startsWith("the operator may not look, update the chart: ")
                    .contains("ann"));
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenItAsksForNothingThatIsKnown() {
    // Given
    GateSpec newer = new GateSpec("newer", null, null, null, null);

    // When
    GateAnswer answer = questions.ask(newer, name);

    // Then
    assertThat(answer).isInstanceOf(GateAnswer.CannotBeAsked.class);
  }

  private static GateSpec gate(String of) {
    return new GateSpec(
        "network",
        null,
        null,
        null,
        new DaemonSetGateSpec(
            new LabelSelectorBuilder().withMatchLabels(Map.of("of", of)).build()));
  }

  /** What the scheduler does with the one that the controller has made; another one it removes. */
  private Pod boundPod() {
    Pod made =
        await()
            .until(
                () -> client.pods().inNamespace("default").withLabel("of", name).list().getItems(),
                pods -> pods.size() == 1)
            .getFirst();
    String binding =
        """
        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}
        """
            .formatted(made.getMetadata().getName(), name);
    client.raw(
        "/api/v1/namespaces/default/pods/" + made.getMetadata().getName() + "/binding",
        "POST",
        binding);
    return made;
  }

  private void ready(Pod pod) {
    client
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
  }
}
