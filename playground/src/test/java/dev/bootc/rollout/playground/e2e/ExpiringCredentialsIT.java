package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that end while somebody watches, and that whoever gave them gives anew. */
@RealServers
@Tag("thorough")
class ExpiringCredentialsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final ControlPlane plane;
  private final KubernetesClient admin;
  @TempDir private Path folder;

  ExpiringCredentialsIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @AfterEach
  void removePeople() {
    for (String name : new String[] {"before", "after"}) {
      admin.rbac().clusterRoleBindings().withName("watches-" + name).delete();
      admin.serviceAccounts().inNamespace("default").withName(name).delete();
    }
    admin.resources(BootcNodePool.class).withName("expiring").delete();
  }

  @Test
  void shouldGoOnWatchingWhenAProgramGivesNewCredentials() throws Exception {
    Path program =
        Files.writeString(
            folder.resolve("credentials"),
            """
            #!/bin/sh
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%%s"}}' "$(cat %s)"
            """
                .formatted(folder.resolve("token")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    watchWhileTheyEnd(
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: \"%s\", interactiveMode: Never}"
            .formatted(program));
  }

  @Test
  void shouldGoOnWatchingWhenTheFileOfTheTokenIsReplaced() throws Exception {
    watchWhileTheyEnd("tokenFile: \"%s\"".formatted(folder.resolve("token")));
  }

  private void watchWhileTheyEnd(String user) throws Exception {
    // Given
    ChartInstallation.on(plane);
    UserPool pool = new UserPool(admin, "expiring");
    pool.create(Map.of("pool", "expiring"), Images.number(0), 1);
    String before = tokenOf("before");
    String after = tokenOf("after");
    Files.writeString(folder.resolve("token"), before);
    try (ApiServerProxy proxy = ApiServerProxy.to(plane.adminConfig())) {
      Path kubeconfig = kubeconfig(proxy, user);
      say(1);
      Path told = folder.resolve("told");
      Process watch = watch(kubeconfig, told);
      awaitTold(told, "1/5");

      // When
      admin.serviceAccounts().inNamespace("default").withName("before").delete();
      awaitRefused(before);
      Files.writeString(folder.resolve("token"), after);
      proxy.cut();
      proxy.mend();
      say(2);

      // Then
      awaitTold(told, "2/5");
      assertThat(watch.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(watch.exitValue()).as(Files.readString(told)).isZero();
    }
  }

  private static Process watch(Path kubeconfig, Path told) throws IOException {
    Path launcher = Path.of("..", "bin", "kubectl-bootc").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "watch", "expiring", "--timeout", "40s")
            .redirectErrorStream(true)
            .redirectOutput(told.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return builder.start();
  }

  private static void awaitTold(Path told, String line) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(Files.readString(told)).contains(line));
  }

  private void say(int updated) {
    admin
        .resources(BootcNodePool.class)
        .withName("expiring")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"observedGeneration\":1,\"nodeCount\":5,\"updatedCount\":%d}}"
                .formatted(updated));
  }

  private String tokenOf(String name) {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build())
        .create();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("watches-" + name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace("default")
                .endSubject()
                .build())
        .create();
    return plane.configForServiceAccount("default", name).getOauthToken();
  }

  private void awaitRefused(String token) {
    Config config = plane.adminConfig();
    config.setOauthToken(token);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThatThrownBy(() -> client.namespaces().withName("default").get())
                  .isInstanceOfSatisfying(
                      KubernetesClientException.class,
                      refused -> assertThat(refused.getCode()).isEqualTo(401)));
    }
  }

  private Path kubeconfig(ApiServerProxy proxy, String user) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
        contexts: [{name: test, context: {cluster: test, user: person}}]
        users:
        - name: person
          user:
            %s
        """
            .formatted(proxy.address(), plane.adminConfig().getCaCertData(), user));
  }
}
