package dev.bootc.rollout.testkit.chart;

import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The chart's definitions, service accounts, roles and admission policy on a real API server, and
 * the identities they give to an operator and to agents that run as processes outside of it. No
 * workloads: whoever tests starts those himself.
 */
public final class ChartInstallation {
  public static final String RELEASE = "bootc-rollout";
  public static final String NAMESPACE = "bootc-rollout-system";
  public static final String AGENT_NAMESPACE = NAMESPACE + "-agent";
  public static final String OPERATOR = RELEASE + "-operator";
  public static final String AGENT = RELEASE + "-agent";
  public static final String HAND_BACK = RELEASE + "-hand-back";

  private static final Set<String> RIGHTS =
      Set.of(
          "Namespace",
          "ServiceAccount",
          "ClusterRole",
          "ClusterRoleBinding",
          "Role",
          "RoleBinding",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding");
  private static final Duration ESTABLISHED_WITHIN = Duration.ofSeconds(30);
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("chart-installation")
          .withForce(true)
          .build();

  private final ControlPlane plane;

  private ChartInstallation(ControlPlane plane) {
    this.plane = plane;
  }

  /** Installs with the chart's default values. Doing it again changes nothing. */
  public static ChartInstallation on(ControlPlane plane) {
    return on(plane, Optional.empty());
  }

  /**
   * Installs with other values.
   *
   * @param values a values file, which may for example name pull secrets
   */
  public static ChartInstallation on(ControlPlane plane, Optional<Path> values) {
    Chart chart = Chart.ofThisCheckout();
    return on(plane, chart.objects(RELEASE, NAMESPACE, values));
  }

  /**
   * Installs with the chart's default values, and leaves this JVM's signals alone: for programs
   * that users stop with Ctrl-C.
   */
  public static ChartInstallation fromProgramOn(ControlPlane plane) {
    Chart chart = Chart.ofThisCheckout();
    return on(plane, chart.objectsFromOwnProcess(RELEASE, NAMESPACE, Optional.empty()));
  }

  private static ChartInstallation on(ControlPlane plane, List<HasMetadata> objects) {
    KubernetesClient admin = plane.adminClient();
    apply(
        admin, new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build());
    List<HasMetadata> definitions =
        objects.stream().filter(CustomResourceDefinition.class::isInstance).toList();
    definitions.forEach(definition -> apply(admin, definition));
    definitions.forEach(definition -> awaitEstablished(admin, definition));
    objects.stream()
        .filter(object -> RIGHTS.contains(object.getKind()))
        .forEach(object -> apply(admin, object));
    return new ChartInstallation(plane);
  }

  /** A new configuration for a client that may do what the chart lets the operator do. */
  public Config operatorConfig() {
    return plane.configForServiceAccount(NAMESPACE, OPERATOR);
  }

  public Path operatorKubeconfig() {
    return plane.kubeconfigForServiceAccount(NAMESPACE, OPERATOR);
  }

  /**
   * A new configuration for a client that may do what the chart lets the agent on that node do. The
   * Node must exist.
   */
  public Config agentConfig(String nodeName) {
    return plane.configForServiceAccountOnNode(AGENT_NAMESPACE, AGENT, nodeName);
  }

  public Path agentKubeconfig(String nodeName) {
    return plane.kubeconfigForServiceAccountOnNode(AGENT_NAMESPACE, AGENT, nodeName);
  }

  /**
   * What the hook before an uninstallation may do, whose account and roles are made by this, as
   * Helm does when it runs the hook.
   */
  public Path handBackKubeconfig() {
    Chart.ofThisCheckout().hooks(RELEASE, NAMESPACE, Optional.empty()).stream()
        .filter(object -> RIGHTS.contains(object.getKind()))
        .forEach(object -> apply(plane.adminClient(), object));
    return plane.kubeconfigForServiceAccount(NAMESPACE, HAND_BACK);
  }

  private static void apply(KubernetesClient admin, HasMetadata object) {
    admin.resource(object).patch(APPLY);
  }

  private static void awaitEstablished(KubernetesClient admin, HasMetadata definition) {
    admin
        .resources(CustomResourceDefinition.class)
        .withName(definition.getMetadata().getName())
        .waitUntilCondition(
            ChartInstallation::isEstablished, ESTABLISHED_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(condition ->
                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
