package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a real API server lets the chart's pods in under the rules of strict clusters: Pod
 * Security itself, and those of OpenShift and GKE as admission policies.
 */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodAdmissionIT {
  private static final Duration SEEN_WITHIN = Duration.ofMinutes(1);
  private static final String NO_CONSTRAINT =
      "unable to validate against any security context constraint";

  private static final SecurityContext NOTHING = new SecurityContextBuilder().build();
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

  /**
   * What restricted-v2 asks of a pod and of its containers of every kind, unless its account may
   * use the constraints "privileged": a user of the namespace's own range, no privileges, nothing
   * of the host.
   */
  private static final String OPENSHIFT =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: like-openshift}
      spec:
        failurePolicy: Fail
        matchConstraints:
          namespaceSelector: {matchLabels: {rules: openshift}}
          resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods, pods/ephemeralcontainers]}
        variables:
          - name: privileged
            expression: >-
              authorizer.serviceAccount(request.namespace, object.spec.?serviceAccountName.orValue('default'))
              .group('security.openshift.io').resource('securitycontextconstraints').namespace(request.namespace).name('privileged')
              .check('use').allowed()
          - name: ofContainers
            expression: >-
              object.spec.containers.map(container, container.?securityContext)
              + object.spec.?initContainers.orValue([]).map(container, container.?securityContext)
              + object.spec.?ephemeralContainers.orValue([]).map(container, container.?securityContext)
          - name: users
            expression: >-
              [object.spec.?securityContext.?runAsUser, object.spec.?securityContext.?runAsGroup, object.spec.?securityContext.?fsGroup]
              + variables.ofContainers.map(context, context.?runAsUser) + variables.ofContainers.map(context, context.?runAsGroup)
          - name: ports
            expression: >-
              object.spec.containers.map(container, container.?ports.orValue([]))
              + object.spec.?initContainers.orValue([]).map(container, container.?ports.orValue([]))
        validations:
          - expression: >-
              variables.privileged || variables.users.all(id, !id.hasValue() || (id.value() >= 1000970000 && id.value() <= 1000979999))
            message: "unable to validate against any security context constraint: must be in the ranges: [1000970000, 1000979999]"
          - expression: >-
              variables.privileged || variables.ofContainers.all(context, !context.?privileged.orValue(false)
              && !context.?allowPrivilegeEscalation.orValue(false)
              && context.?capabilities.?add.orValue([]).all(capability, capability == 'NET_BIND_SERVICE')
              && context.?procMount.orValue('Default') == 'Default')
            message: "unable to validate against any security context constraint: privileges are not allowed"
          - expression: >-
              variables.privileged || !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)
              && !object.spec.?hostNetwork.orValue(false)
              && variables.ports.all(ports, ports.all(port, port.?hostPort.orValue(0) == 0))
              && object.spec.?volumes.orValue([]).all(volume, has(volume.configMap) || has(volume.csi) || has(volume.downwardAPI)
              || has(volume.emptyDir) || has(volume.ephemeral) || has(volume.persistentVolumeClaim) || has(volume.projected)
              || has(volume.secret))
            message: "unable to validate against any security context constraint: nothing of the host is allowed"
          - expression: >-
              variables.privileged || (variables.ofContainers + [object.spec.?securityContext]).all(context,
              context.?seccompProfile.?type.orValue('RuntimeDefault') == 'RuntimeDefault' && !context.?seLinuxOptions.hasValue()
              && !context.?appArmorProfile.hasValue())
              && object.spec.?securityContext.?sysctls.orValue([]).size() == 0
            message: "unable to validate against any security context constraint: its profiles are the namespace's"
      """;

  /** Pods of the system's priority classes only where a quota speaks of their class. */
  private static final String GKE =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: like-gke}
      spec:
        failurePolicy: Fail
        paramKind: {apiVersion: v1, kind: ResourceQuota}
        matchConstraints:
          namespaceSelector: {matchLabels: {rules: gke}}
          resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
        matchConditions:
          - name: critical
            expression: object.spec.?priorityClassName.orValue('').startsWith('system-')
        validations:
          - expression: >-
              params.spec.scopeSelector.matchExpressions.exists(scope, scope.scopeName == 'PriorityClass'
              && scope.operator == 'In' && object.spec.priorityClassName in scope.values)
            message: insufficient quota to match these scopes
      """;

  private final KubernetesClient admin;

  PodAdmissionIT(ControlPlane plane) {
    this.admin = plane.adminClient();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "postgres", "external-temporal"})
  void shouldAdmitAllButTheAgentUnderTheRestrictedProfileAndTheAgentInItsOwnNamespace(
      String values) {
    // Given
    String namespace = "strict-" + values;
    namespace(namespace, Map.of(ENFORCE, "restricted"));
    List<HasMetadata> chart =
        installed(ChartCases.values(values), namespace, Set.of(Namespace.class));
    Pod agent = PodsOfTheChart.agent(chart);
    // When, then
    assertThat(PodsOfTheChart.all(chart)).hasSizeGreaterThanOrEqualTo(2);
    assertThatCode(() -> PodsOfTheChart.all(chart).forEach(this::tryToCreate))
        .doesNotThrowAnyException();
    agent.getMetadata().setNamespace(namespace);
    assertThatThrownBy(() -> tryToCreate(agent))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "postgres", "external-temporal"})
  void shouldAdmitEveryPodOnOpenShiftOnlyWhenTheChartIsToldWhereItIs(
      String values, @TempDir Path folder) throws IOException {
    // Given
    openShift();
    Path told =
        Files.writeString(
            folder.resolve("values.yaml"),
            "openshift: {enabled: true}\n"
                + Files.readString(ChartCases.values(values)).replaceFirst("(?m)^\\{}$", ""));
    List<HasMetadata> elsewhere =
        inNamespaces(ChartCases.values(values), "shift-not-" + values, "openshift");
    List<HasMetadata> here = inNamespaces(told, "shift-" + values, "openshift");
    // When, then
    PodsOfTheChart.all(elsewhere).forEach(pod -> refused(pod, NO_CONSTRAINT));
    PodsOfTheChart.all(here).forEach(this::admitted);
  }

  @Test
  void shouldHoldContainersOfEveryKindAndThePodItselfToTheRulesOfOpenShift() {
    // Given
    openShift();
    List<HasMetadata> chart =
        inNamespaces(ChartCases.values("openshift"), "shift-kinds", "openshift");
    Pod good =
        PodsOfTheChart.all(chart).stream()
            .filter(pod -> pod.getMetadata().getNamespace().equals("shift-kinds"))
            .map(PodAdmissionIT::unprivileged)
            .findFirst()
            .orElseThrow();
    SecurityContext root = new SecurityContextBuilder().withRunAsUser(0L).build();
    SecurityContext strong =
        new SecurityContextBuilder()
            .withNewCapabilities()
            .withAdd("SYS_ADMIN")
            .endCapabilities()
            .build();
    // When, then
    admitted(good);
    refused(with(good, spec -> spec.withContainers(container("main", root))), NO_CONSTRAINT);
    refused(with(good, spec -> spec.withInitContainers(container("first", root))), NO_CONSTRAINT);
    refused(with(good, spec -> spec.withInitContainers(container("first", strong))), NO_CONSTRAINT);
    refused(with(good, spec -> spec.withHostNetwork(true)), NO_CONSTRAINT);
    refused(
        with(good, spec -> spec.withNewSecurityContext().withRunAsUser(1000L).endSecurityContext()),
        NO_CONSTRAINT);
    refused(
        with(
            good,
            spec ->
                spec.withNewSecurityContext()
                    .withNewSeccompProfile(null, "Unconfined")
                    .endSecurityContext()),
        NO_CONSTRAINT);
    admin.resource(good).create();
    try {
      assertThatThrownBy(() ->
              admin
                  .pods()
                  .resource(good)
                  .ephemeralContainers()
                  .edit(pod ->
                      new PodBuilder(pod)
                          .editSpec()
                          .addNewEphemeralContainer()
                          .withName("look")
                          .withImage("registry.example.com/shop/web:1")
                          .withSecurityContext(root)
                          .endEphemeralContainer()
                          .endSpec()
                          .build()))
          .hasMessageContaining(NO_CONSTRAINT);
    } finally {
      admin.resource(good).withGracePeriod(0).delete();
    }
  }

  /** With the name and the account of that pod, and one container that asks for nothing. */
  private static Pod unprivileged(Pod pod) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(pod.getSpec().getServiceAccountName())
        .withContainers(container("main", NOTHING))
        .endSpec()
        .build();
  }

  private static Pod with(Pod good, UnaryOperator<PodSpecBuilder> change) {
    return new PodBuilder(good)
        .withSpec(change.apply(new PodSpecBuilder(good.getSpec())).build())
        .build();
  }

  private static Container container(String name, SecurityContext context) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("registry.example.com/shop/web:1")
        .withSecurityContext(context)
        .build();
  }

  private void openShift() {
    rule(OPENSHIFT, "like-openshift", "");
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("system:openshift:scc:privileged")
                .endMetadata()
                .withRules(
                    new PolicyRuleBuilder()
                        .withApiGroups("security.openshift.io")
                        .withResources("securitycontextconstraints")
                        .withResourceNames("privileged")
                        .withVerbs("use")
                        .build())
                .build())
        .serverSideApply();
  }

  @Test
  void shouldAdmitCriticalPodsWhereTheyNeedAQuotaBecauseTheChartBringsOne() {
    // Given
    rule(GKE, "like-gke", ", paramRef: {selector: {}, parameterNotFoundAction: Deny}");
    List<HasMetadata> chart = inNamespaces(ChartCases.values("default"), "google", "gke");
    List<Pod> critical =
        PodsOfTheChart.all(chart).stream()
            .filter(pod -> pod.getSpec().getPriorityClassName() != null)
            .toList();
    assertThat(critical).hasSizeGreaterThanOrEqualTo(3);
    critical.forEach(pod -> refused(pod, "no params found for policy binding"));
    // When
    apply(chart, Set.of(ResourceQuota.class));
    // Then
    critical.forEach(this::admitted);
  }

  /** With both its namespaces under the rules of that name. */
  private List<HasMetadata> inNamespaces(Path values, String namespace, String rules) {
    namespace(namespace, Map.of("rules", rules));
    List<HasMetadata> chart =
        installed(
            values, namespace, Set.of(Namespace.class, ServiceAccount.class, RoleBinding.class));
    admin
        .namespaces()
        .withName(namespace + "-agent")
        .edit(agents ->
            new NamespaceBuilder(agents)
                .editMetadata()
                .addToLabels("rules", rules)
                .endMetadata()
                .build());
    return chart;
  }

  private List<HasMetadata> installed(
      Path values, String namespace, Set<Class<? extends HasMetadata>> kinds) {
    List<HasMetadata> chart =
        Chart.ofThisCheckout().objects(ChartInstallation.RELEASE, namespace, Optional.of(values));
    apply(chart, kinds);
    return chart;
  }

  private void apply(List<HasMetadata> chart, Set<Class<? extends HasMetadata>> kinds) {
    // By force, since the right to Events lies in one namespace, whoever has installed last.
    chart.stream()
        .filter(object -> kinds.contains(object.getClass()))
        .forEach(object -> admin.resource(object).forceConflicts().serverSideApply());
  }

  private void namespace(String name, Map<String, String> labels) {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .serverSideApply();
  }

  private void rule(String policy, String name, String parameters) {
    String binding =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec: {policyName: %1$s, validationActions: [Deny]%2$s}
        """
            .formatted(name, parameters);
    for (String manifest : List.of(policy, binding)) {
      HasMetadata object = admin.getKubernetesSerialization().unmarshal(manifest);
      admin.resource(object).serverSideApply();
    }
  }

  private void tryToCreate(Pod pod) {
    admin.resource(pod).dryRun().create();
  }

  /** The API server takes a moment to see a new policy, role or quota. */
  private void admitted(Pod pod) {
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() ->
            assertThatCode(() -> tryToCreate(pod))
                .as(pod.getMetadata().getName())
                .doesNotThrowAnyException());
  }

  private void refused(Pod pod, String why) {
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() ->
            assertThatThrownBy(() -> tryToCreate(pod))
                .as(pod.getMetadata().getName())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(why));
  }
}
