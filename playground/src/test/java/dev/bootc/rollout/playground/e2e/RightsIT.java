package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.servers.AuditLog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights that the chart grants are those that a rollout uses, from the pool's creation to its
 * deletion: what the API server was asked is compared with the rules, both ways.
 */
@EndToEnd
class RightsIT {
  private static final String POOL = "rights";
  private static final int NODES = 2;
  private static final String IMAGE = "registry.example.com/os/node:";

  /**
   * Never asked for by a request: the API server, as that of OpenShift, refuses the BootcNodes of
   * whoever lacks it, because they block the deletion of their owner.
   */
  private static final String ASKED_BY_ADMISSION =
      "update node.bootc.dev bootcnodepools/finalizers";

  private final World world;

  @TempDir Path folder;

  RightsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldGrantWhatARolloutUsesAndNothingElse() throws Exception {
    // Given
    Instant start = Instant.now();
    OperatorProgram operator = world.replicas(world.kubeconfig()).getFirst();
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve("registry.json"));
    String first = registry.publish(IMAGE + "1.0");
    String second = registry.publish(IMAGE + "2.0");
    world.closedAfterTheTest(() -> world.removeNodes(POOL));
    SimulatedHosts hosts = world.closedAfterTheTest(hosts(registry, first));
    TestPool pool = world.pool(POOL, first, 1);
    pool.awaitUpToDate(first, NODES);
    String held = hosts.all().iterator().next().nodeName();
    world.heldPod(held);

    // When
    pool.editImage(second);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(pool.rollout().message()).contains("on-" + held));
    world.letPodsGo();
    pool.awaitUpToDate(second, NODES);
    pool.delete();
    // A watch is written down when it ends.
    hosts.close();
    operator.stop();

    // Then
    assertExact(ChartInstallation.NAMESPACE, ChartInstallation.OPERATOR, start);
    assertExact(ChartInstallation.AGENT_NAMESPACE, ChartInstallation.AGENT, start);
  }

  private SimulatedHosts hosts(SimulatedRegistry registry, String image) {
    return SimulatedHosts.builder(
            world.plane().adminConfig(), folder.resolve("hosts"), registry, image)
        .nodes(POOL + "-", NODES)
        .labels(Map.of(TestPool.LABEL, POOL))
        .timing(HostTiming.fast())
        .agent(world.product()::agent)
        .start();
  }

  private void assertExact(String namespace, String account, Instant start) {
    String user = "system:serviceaccount:" + namespace + ":" + account;
    List<AuditLog.Request> asked =
        AuditLog.read(world.plane().auditLog()).since(start).requests().stream()
            .filter(request -> request.user().equals(user))
            .filter(request -> !request.resource().isEmpty())
            // Every account may ask what it may do.
            .filter(request -> !request.group().equals("authorization.k8s.io"))
            .toList();
    assertThat(asked)
        .as("refused to %s", account)
        .filteredOn(request -> request.status() == HttpURLConnection.HTTP_FORBIDDEN)
        .isEmpty();
    assertThat(granted(account))
        .as("granted to %s, and used by it", account)
        .isEqualTo(used(asked, account));
  }

  private static Set<String> used(List<AuditLog.Request> asked, String account) {
    Set<String> used =
        asked.stream()
            .map(request ->
                "%s %s %s".formatted(request.verb(), request.group(), request.resource()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (account.equals(ChartInstallation.OPERATOR)) {
      used.add(ASKED_BY_ADMISSION);
    }
    return used;
  }

  private static Set<String> granted(String account) {
    Set<String> roles =
        account.equals(ChartInstallation.OPERATOR)
            ? Set.of(account, ChartInstallation.RELEASE + "-leader")
            : Set.of(account);
    return Chart.ofThisCheckout()
        .objects(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.empty())
        .stream()
        .filter(object -> roles.contains(object.getMetadata().getName()))
        .flatMap(RightsIT::rules)
        .flatMap(RightsIT::rights)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<PolicyRule> rules(HasMetadata object) {
    return switch (object) {
      case ClusterRole role -> role.getRules().stream();
      case Role role -> role.getRules().stream();
      default -> Stream.empty();
    };
  }

  private static Stream<String> rights(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(group ->
            rule.getResources().stream()
                .flatMap(resource ->
                    rule.getVerbs().stream().map(verb -> verb + " " + group + " " + resource)));
  }
}
