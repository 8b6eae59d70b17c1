package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The volume of the embedded Temporal, by Helm's own program and the commands that it prints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeGrowthIT {
  private static final String SET = "bootc-rollout-temporal";
  private static final Pattern COMMANDS =
      Pattern.compile("allows that: (kubectl .* --cascade=orphan); and this upgrade again");

  private final ControlPlane plane = ControlPlane.builder().withoutScheduler().start();
  private final KubernetesClient admin = plane.adminClient();

  @AfterAll
  void close() {
    plane.close();
  }

  @Test
  void shouldGrowTheVolumeOfTemporalByTheCommandsOfTheRefusal(@TempDir Path folder)
      throws Exception {
    // Given
    aClassThatGrowsWithAVolume();
    CommandRun installed = helm("install", "5Gi");
    assertThat(installed.succeeded()).as(installed.output()).isTrue();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(claim().getStatus().getPhase()).isEqualTo("Bound"));
    CommandRun refused = helm("upgrade", "10Gi");
    assertThat(refused.succeeded()).isFalse();

    // When
    CommandRun grown = commandsIn(refused.output(), folder);
    CommandRun upgraded = helm("upgrade", "10Gi");

    // Then
    assertThat(grown.succeeded()).as(grown.output()).isTrue();
    assertThat(upgraded.succeeded()).as(upgraded.output()).isTrue();
    assertThat(claim().getSpec().getResources().getRequests())
        .containsEntry("storage", new Quantity("10Gi"));
    assertThat(
            admin
                .apps()
                .statefulSets()
                .inNamespace("rollout")
                .withName(SET)
                .require()
                .getSpec()
                .getVolumeClaimTemplates())
        .singleElement()
        .satisfies(template ->
            assertThat(template.getSpec().getResources().getRequests())
                .containsEntry("storage", new Quantity("10Gi")));
  }

  private void aClassThatGrowsWithAVolume() {
    admin
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName("grows")
                .endMetadata()
                .withProvisioner("kubernetes.io/no-provisioner")
                .withAllowVolumeExpansion(true)
                .build())
        .create();
    admin
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("by-hand")
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("grows")
                .withAccessModes("ReadWriteOnce")
                .withCapacity(Map.of("storage", new Quantity("20Gi")))
                .withNewHostPath("/srv/temporal", "")
                .endSpec()
                .build())
        .create();
  }

  private PersistentVolumeClaim claim() {
    PersistentVolumeClaim claim =
        admin.persistentVolumeClaims().inNamespace("rollout").withName("data-" + SET + "-0").get();
    assertThat(claim).isNotNull();
    return claim;
  }

  private CommandRun helm(String verb, String size) throws Exception {
    return run(
        new ProcessBuilder(
            ServerBinaries.ofThisMachine().binary(Server.HELM).toString(),
            verb,
            "bootc-rollout",
            Chart.ofThisCheckout().folder().toString(),
            "--namespace=rollout",
            "--create-namespace",
            "--values=" + Chart.ofThisCheckout().folder().resolveSibling("values-for-tests.yaml"),
            "--set=temporal.embedded.persistence.storageClassName=grows",
            "--set=temporal.embedded.persistence.size=" + size));
  }

  /** What the message says, as somebody would type it. */
  private CommandRun commandsIn(String message, Path folder) throws Exception {
    Matcher commands = COMMANDS.matcher(message);
    assertThat(commands.find()).as(message).isTrue();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve("kubectl"), ServerBinaries.ofThisMachine().binary(Server.KUBECTL));
    ProcessBuilder shell =
        new ProcessBuilder(List.of("sh", "-e", "-c", commands.group(1).replace("; ", "\n")));
    shell.environment().merge("PATH", bin.toString(), (old, own) -> own + ":" + old);
    return run(shell);
  }

  private CommandRun run(ProcessBuilder builder) throws Exception {
    builder.environment().put("KUBECONFIG", plane.adminKubeconfig().toString());
    return CommandRun.of(builder, Duration.ofMinutes(1));
  }
}
