package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.AuditLog;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RealServers
class PatchesIT {
  private static final String FOLDER = "/api/v1/namespaces/default/configmaps/";

  private final ControlPlane plane;
  private final KubernetesClient client;

  PatchesIT(ControlPlane plane) {
    this.plane = plane;
    Config config = new ConfigBuilder(plane.adminConfig()).withUserAgent("patches-test").build();
    this.client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void shouldSetAndRemoveInOneRequestWhenItMerges() {
    // Given
    create("patches-merged", Map.of("kept", "1", "removed", "1"));

    // When
    new Patches(client)
        .merge(
            FOLDER + "patches-merged", Map.of("data", Collections.singletonMap("removed", null)));

    // Then
    assertThat(read("patches-merged").getData()).isEqualTo(Map.of("kept", "1"));
    assertThat(AuditLog.read(plane.auditLog()).requests())
        .filteredOn(request -> request.userAgent().equals("patches-test"))
        .filteredOn(request -> request.name().equals("patches-merged"))
        .extracting(AuditLog.Request::verb)
        .containsExactly("patch");
  }

  @Test
  void shouldFailWithAConflictWhenTheObjectChangedMeanwhile() {
    // Given
    ConfigMap stale = create("patches-stale", Map.of("by", "nobody"));
    Patches patches = new Patches(client);
    patches.merge(FOLDER + "patches-stale", Map.of("data", Map.of("by", "another")));

    // When, Then
    assertThatThrownBy(() ->
            patches.merge(
                FOLDER + "patches-stale",
                Map.of(
                    "metadata",
                    Map.of("resourceVersion", stale.getMetadata().getResourceVersion()),
                    "data",
                    Map.of("by", "me"))))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            conflict -> {
              assertThat(conflict.getCode()).isEqualTo(409);
              assertThat(conflict.getStatus().getReason()).isEqualTo("Conflict");
            });
    assertThat(read("patches-stale").getData()).containsEntry("by", "another");
  }

  @Test
  void shouldDoNothingWhenTheObjectDoesNotExist() {
    // When, Then
    assertThatCode(() -> new Patches(client).merge(FOLDER + "patches-none", Map.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldOwnWhatItWroteWhenItApplies() {
    // Given
    create("patches-applied", Map.of("mine", "no"));

    // When
    new Patches(client)
        .apply(
            FOLDER + "patches-applied",
            "patches-manager",
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "patches-applied"),
                "data",
                Map.of("mine", "yes")));

    // Then
    ConfigMap applied = read("patches-applied");
    assertThat(applied.getData()).containsEntry("mine", "yes");
    assertThat(applied.getMetadata().getManagedFields())
        .anyMatch(entry ->
            entry.getManager().equals("patches-manager") && entry.getOperation().equals("Apply"));
  }

  private ConfigMap create(String name, Map<String, String> data) {
    return plane
        .adminClient()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  private ConfigMap read(String name) {
    return plane.adminClient().configMaps().inNamespace("default").withName(name).require();
  }
}
