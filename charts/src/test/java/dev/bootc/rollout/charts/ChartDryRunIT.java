package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The API server itself judges what the chart renders, down to misspelt fields. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartDryRunIT {
  @SuppressWarnings("unused") // by @FieldSource
  static final List<String> CASES = List.of(ChartCases.NAMES);

  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("helm")
          .withFieldValidation("Strict")
          .withDryRun(List.of("All"))
          .withForce(true)
          .build();

  private final KubernetesClient admin;

  ChartDryRunIT(ControlPlane plane) {
    this.admin = plane.adminClient();
    ChartInstallation.on(plane);
    for (String namespace : List.of("images", "more-images")) {
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .serverSideApply();
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldAcceptEveryObjectWhenTheChartIsRenderedWithTheValuesOf(String name) {
    // Given
    List<HasMetadata> objects = ChartCases.objects(name);
    // When
    List<HasMetadata> accepted =
        objects.stream().map(object -> admin.resource(object).patch(DRY_RUN)).toList();
    // Then
    assertThat(accepted)
        .extracting(object -> object.getMetadata().getName())
        .containsExactlyElementsOf(
            objects.stream().map(object -> object.getMetadata().getName()).toList());
  }
}
