package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who edits a pool is root on its nodes, and so the right has to be given on purpose. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserRolesIT {
  private final KubernetesClient admin;

  UserRolesIT(ControlPlane plane) {
    this.admin = plane.adminClient();
    ChartInstallation.on(plane);
  }

  @ParameterizedTest
  @CsvSource({
    "bootc-rollout-view, get,    bootcnodepools,       , true",
    "bootc-rollout-view, watch,  bootcnodes,           , true",
    "bootc-rollout-view, patch,  bootcnodepools,       , false",
    "bootc-rollout-edit, patch,  bootcnodepools,       , true",
    "bootc-rollout-edit, delete, bootcnodepools,       , true",
    "bootc-rollout-edit, patch,  bootcnodepools, status, false",
    "bootc-rollout-edit, patch,  bootcnodes,           , false",
    "edit,               get,    bootcnodepools,       , false",
    "edit,               patch,  bootcnodepools,       , false",
    "admin,              create, bootcnodepools,       , false"
  })
  void shouldLetSomebodyWithTheRoleDoThisAndNoMore(
      String role, String verb, String resource, @Nullable String subresource, boolean allowed) {
    // Given
    String user = "somebody-with-" + role;
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .serverSideApply();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> may(user, "get", role.startsWith("bootc") ? resource : "pods", null));
    // When
    boolean may = may(user, verb, resource, subresource);
    // Then
    assertThat(may).isEqualTo(allowed);
  }

  private boolean may(String user, String verb, String resource, @Nullable String subresource) {
    SubjectAccessReview question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(resource.equals("pods") ? "" : BootcApi.GROUP)
            .withResource(resource)
            .withSubresource(subresource)
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        admin.authorization().v1().subjectAccessReview().create(question).getStatus().getAllowed());
  }
}
