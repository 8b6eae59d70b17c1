package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.CelGateSpec;
import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec.Result;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.AskedService;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gates say of a node, on a real API server. */
@RealServers
class GateQuestionsIT {
  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String name = "gates-" + UUID.randomUUID().toString().substring(0, 8);
  private final NodeRef ref = new NodeRef(name, "", name);
  private final GateQuestions questions;
  private final AskedService service = new AskedService();
  private DaemonSet set = new DaemonSet();

  GateQuestionsIT(ControlPlane plane) {
    this.plane = plane;
    ChartInstallation.on(plane);
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
            status: {addresses: [{type: InternalIP, address: 127.0.0.1}]}
            """
                .formatted(name))
        .create();
    createPool(
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNodePool
        metadata: {name: %1$s}
        spec:
          nodeSelector: {matchLabels: {of: nobody}}
          image: {ref: "registry.example.com/os/node@sha256:%2$s"}
        """
            .formatted(name, "a".repeat(64)));
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
    client.resources(BootcNodePool.class).withName(name).delete();
    client.nodes().withName(name).delete();
    service.close();
  }

  @Test
  void shouldPassWhenItAsksForNoDaemonSetThatIsThere() {
    // When
    GateAnswer answer = questions.ask(gate("somebody-else"), ref);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.Passes());
  }

  @Test
  void shouldSayNoUntilThePodIsThereAndReady() {
    // Given
    GateAnswer before = questions.ask(gate(name), ref);
    Pod pod = boundPod();
    GateAnswer then = questions.ask(gate(name), ref);
    ready(pod);

    // When
    GateAnswer answer = questions.ask(gate(name), ref);

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
      answer = new GateQuestions(nobody).ask(gate(name), ref);
    }

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.CannotBeAsked.class,
            cannot ->
                assertThat(cannot.why())
                    .startsWith("the operator may not look, give it the right: ")
                    .contains("ann"));
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenItAsksForNothingThatIsKnown() {
    // Given
    GateSpec newer = gate(null, null, null, null);

    // When
    GateAnswer answer = questions.ask(newer, ref);

    // Then
    assertThat(answer).isInstanceOf(GateAnswer.CannotBeAsked.class);
  }

  @Test
  void shouldSayWhatTheExpressionIsWhenItIsAboutNodeAndPool() {
    // When
    GateAnswer holds =
        questions.ask(about(null, "node.metadata.labels['of'] == pool.metadata.name"), ref);
    GateAnswer fails = questions.ask(about(null, "has(node.spec.unschedulable)"), ref);
    GateAnswer none = questions.ask(about(null, "node.metadata.labels['other'] == 'x'"), ref);

    // Then
    assertThat(holds).isEqualTo(new GateAnswer.Passes());
    assertThat(fails).isEqualTo(new GateAnswer.SaysNo("its expression is false"));
    assertThat(none).isEqualTo(new GateAnswer.CannotBeAsked("its expression: no such key: other"));
  }

  @Test
  void shouldSayWhatTheExpressionIsWhenItIsAboutAnotherObject() {
    // When
    GateAnswer holds =
        questions.ask(about(name, "object.spec.template.spec.containers.size() == 1"), ref);
    GateAnswer fails = questions.ask(about(name, "object.metadata.generation > 7"), ref);

    // Then
    assertThat(holds).isEqualTo(new GateAnswer.Passes());
    assertThat(fails).isEqualTo(new GateAnswer.SaysNo("its expression is false"));
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenWhatItAsksForIsNotThere() {
    // When
    GateAnswer answer = questions.ask(about("missing", "object.metadata.generation > 0"), ref);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.CannotBeAsked("there is no such object"));
  }

  @Test
  void shouldPassWhenAnAddressOfTheNodeAnswersThatAllIsWell() {
    // Given
    service.answers(200, "");

    // When
    GateAnswer answer = questions.ask(http(service.at("{address}") + "/healthz/{node}"), ref);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.Passes());
    assertThat(service.asked()).containsExactly("/healthz/" + name);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 503})
  void shouldSayNoWhenAnAddressAnswersAnythingElse(int status) {
    // Given
    service.answers(status, "");
    String url = service.at("127.0.0.1") + "/healthz";

    // When
    GateAnswer answer = questions.ask(http(url), ref);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.SaysNo("the answer is " + status + " from " + url));
  }

  @Test
  void shouldCutWhatItSaysWhenThatIsLong() {
    // Given
    service.answers(404, "");

    // When
    GateAnswer answer = questions.ask(http(service.at("127.0.0.1") + "/" + "x".repeat(1_000)), ref);

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.SaysNo.class,
            no -> assertThat(no.why()).hasSizeLessThanOrEqualTo(GateAnswer.LONGEST));
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenAnAddressDoesNotAnswer() {
    // Given
    String url = service.at("127.0.0.1") + "/";
    service.close();

    // When
    GateAnswer answer = questions.ask(http(url), ref);

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.CannotBeAsked.class,
            cannot ->
                assertThat(cannot.why())
                    .startsWith("no answer: ConnectException")
                    .endsWith(" from " + url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:///healthz", "http://shop/{other}", "http://{address}:port/"})
  void shouldSayThatItCannotBeAskedWhenItsAddressIsNone(String url) {
    // When
    GateAnswer answer = questions.ask(http(url), ref);

    // Then
    assertThat(answer)
        .isEqualTo(new GateAnswer.CannotBeAsked("it has no address that can be asked"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          NOT_EMPTY; [{"metric":{"job":"shop"},"value":[1,"1"]}]; holds
          NOT_EMPTY; []; its query finds nothing
          EMPTY; []; holds
          EMPTY; [{"metric":{"alertname":"Down"},"value":[1,"1"]}]; its query finds 1, first {"alertname":"Down"}
          """)
  void shouldJudgeByWhatPrometheusFinds(Result wanted, String found, String said) {
    // Given
    service.answers(
        200,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":" + found + "}}");

    // When
    GateAnswer answer = questions.ask(prometheus("up{node=\"{node}\"} == 1", wanted), ref);

    // Then
    assertThat(answer)
        .isEqualTo(said.equals("holds") ? new GateAnswer.Passes() : new GateAnswer.SaysNo(said));
    assertThat(service.asked())
        .containsExactly("/api/v1/query?query=up{node=\"" + name + "\"} == 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          400; {"status":"error","errorType":"bad_data","error":"parse error: unexpected end"}; Prometheus answers 400: parse error: unexpected end
          200; {"status":"success","warnings":["store b is away"],"data":{"resultType":"vector","result":[]}}; Prometheus answers in part: store b is away
          200; {"status":"success","data":{"resultType":"vector"}}; Prometheus answers without a result
          200; {"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}; the query is a scalar: ask for series, as in vector(1) == 1
          502; <html>Bad Gateway</html>; answers 502 with what Prometheus does not say
          """)
  void shouldSayThatItCannotBeAskedWhenPrometheusDoesNotAnswerTheQuery(
      int status, String body, String why) {
    // Given
    service.answers(status, body);

    // When
    GateAnswer answer = questions.ask(prometheus("up ==", Result.NOT_EMPTY), ref);

    // Then
    assertThat(answer).isEqualTo(new GateAnswer.CannotBeAsked(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {name: a, http: {url: "http://shop/"}, cel: {expression: "true"}}; say what it asks for
          {name: a}; say what it asks for
          {name: a, http: {url: "shop:80"}}; http.url
          {name: a, when: Never, http: {url: "http://shop/"}}; when
          {name: a, cel: {apiVersion: v1, kind: Secret, namespace: a, name: b, expression: "true"}}; Secrets are not looked at
          {name: a, cel: {kind: Pod, expression: "true"}}; give apiVersion and kind
          {name: a, cel: {name: b, expression: "true"}}; give its apiVersion and kind
          {name: a, when: BeforeNode, intervalSeconds: 1, http: {url: "http://shop/"}}; 5 or more
          {name: a, prometheus: {address: "http://shop", query: "up", holdsWhen: Never}}; holdsWhen
          """)
  void shouldBeRefusedAtItsFieldWhenItCannotBeMeant(String gate, String said) {
    // Given
    String pool =
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNodePool
        metadata: {name: %s}
        spec:
          nodeSelector: {matchLabels: {of: nobody}}
          image: {ref: "registry.example.com/os/node@sha256:%s"}
          rollout: {gates: [%s]}
        """
            .formatted(name + "-refused", "a".repeat(64), gate);

    // When // Then
    assertThatThrownBy(() -> createPool(pool)).hasMessageContaining(said);
  }

  /** As users write it, also with what this version does not know. */
  private void createPool(String yaml) {
    client.raw(
        "/apis/node.bootc.dev/v1alpha1/bootcnodepools",
        "POST",
        client.getKubernetesSerialization().unmarshal(yaml, Map.class));
  }

  private static GateSpec gate(
      @Nullable DaemonSetGateSpec daemonSets,
      @Nullable CelGateSpec cel,
      @Nullable HttpGateSpec http,
      @Nullable PrometheusGateSpec prometheus) {
    return new GateSpec("network", null, null, null, daemonSets, cel, http, prometheus, null);
  }

  private static GateSpec gate(String of) {
    return gate(
        new DaemonSetGateSpec(new LabelSelectorBuilder().withMatchLabels(Map.of("of", of)).build()),
        null,
        null,
        null);
  }

  /** About a DaemonSet of this name; absent: about none. */
  private static GateSpec about(@Nullable String set, String expression) {
    return gate(
        null,
        set == null
            ? new CelGateSpec(null, null, null, null, expression)
            : new CelGateSpec("apps/v1", "DaemonSet", "default", set, expression),
        null,
        null);
  }

  private static GateSpec http(String url) {
    return gate(null, null, new HttpGateSpec(url), null);
  }

  private GateSpec prometheus(String query, Result wanted) {
    return gate(
        null, null, null, new PrometheusGateSpec(service.at("{address}") + "/", query, wanted));
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
