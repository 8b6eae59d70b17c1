package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rendered without a cluster, as for Git. */
class HelmTemplateIT {
  @Test
  void shouldAskNoClusterWhenArgoCdTellsItWhichKindsThereAre() throws Exception {
    // Given
    CommandRun plain = template();
    // When
    CommandRun argo = template("--api-versions=v1/Namespace,storage.k8s.io/v1/StorageClass");
    // Then
    assertThat(argo.succeeded()).as(argo.tail()).isTrue();
    assertThat(argo.output()).contains("kind: StatefulSet").isEqualTo(plain.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything", "openshift"})
  void shouldRenderTheHooksThatTheGoldenFileSaysWhenGivenTheValuesOf(String name)
      throws IOException {
    // Given
    Path golden = ChartCases.golden("hooks-" + name + ".yaml");
    // When
    String hooks =
        Chart.ofThisCheckout()
            .renderHooks(
                ChartInstallation.RELEASE,
                ChartInstallation.NAMESPACE,
                Optional.of(ChartCases.values(name)));
    // Then
    ChartCases.assertEqualsGolden(hooks, golden);
  }

  private static CommandRun template(String... more) throws IOException, InterruptedException {
    Path chart = Chart.ofThisCheckout().folder();
    List<String> command =
        new ArrayList<>(
            List.of(
                ServerBinaries.ofThisMachine().binary(Server.HELM).toString(),
                "template",
                ChartInstallation.RELEASE,
                chart.toString(),
                "--namespace=" + ChartInstallation.NAMESPACE,
                "--values=" + chart.resolveSibling("values-for-tests.yaml")));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", "/dev/null");
    return CommandRun.of(builder, Duration.ofMinutes(1));
  }
}
