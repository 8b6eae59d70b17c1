package dev.bootc.rollout.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.RegistryFault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fake as an agent meets it: a process behind the host's command prefix. */
class FakeBootcTest {
  private HostScene scene;
  private SimulatedHost host;

  @BeforeEach
  void boot(@TempDir Path folder) {
    scene = new HostScene(folder);
    host = scene.host;
  }

  @AfterEach
  void end() {
    scene.close();
  }

  @Test
  void shouldPrintTheHostAsCompactJsonWhenAskedForIt() throws IOException {
    // Given a freshly installed host

    // When
    CommandResult status = host.run("bootc", "status", "--json", "--format-version=1");

    // Then
    assertThat(status.output())
        .startsWith("{\"apiVersion\":\"org.containers.bootc/v1\",\"kind\":\"BootcHost\"");
    JsonNode json = new ObjectMapper().readTree(status.output()).path("status");
    assertThat(json.path("type").asText()).isEqualTo("bootcHost");
    assertThat(json.path("booted").path("image").path("image").path("image").asText())
        .isEqualTo(scene.one);
    assertThat(json.has("staged")).isTrue();
    assertThat(json.path("staged").isNull()).isTrue();
  }

  @Test
  void shouldKeepStatusWaitingWhenAnImageIsBeingPulled() {
    // Given
    Process pull = scene.switchHeldAt(SwitchStep.CHECKED, scene.two);

    // When
    Process status = host.execute(List.of("bootc", "status", "--json"), Map.of());

    // Then
    await().during(Duration.ofSeconds(1)).until(() -> status.isAlive() && pull.isAlive());
    host.clearFault(Fault.HOLD_AT);
    assertThat(CommandResult.of(status).output()).contains("\"staged\":{");
  }

  @Test
  void shouldGoOnAfterTheFinishedLayersWhenAPullWasKilled() {
    // Given
    Process pull = scene.switchHeldAt(SwitchStep.LAYER_STORED, scene.two);
    pull.destroyForcibly().onExit().join();
    host.clearFault(Fault.HOLD_AT);

    // When
    CommandResult second = host.run("bootc", "switch", scene.two);

    // Then
    assertThat(second.output()).contains("layers already present: 4; layers needed: 1 (41.9 MB)");
    assertThat(host.staged()).map(Deployment::image).contains(scene.two);
  }

  @Test
  void shouldReportTheArchitecturesDigestWhenAnIndexIsPinned() {
    // Given
    String pin =
        scene.registry.publishIndex("registry.example.com/os/multi:1", List.of("amd64", "arm64"));

    // When
    CommandResult result = host.run("bootc", "switch", "--quiet", pin);

    // Then
    assertThat(result.exitCode()).isZero();
    Deployment staged = host.staged().orElseThrow();
    assertThat(staged.image()).isEqualTo(pin);
    assertThat(pin).doesNotContain(staged.imageDigest());
  }

  @Test
  void shouldNeedNoRegistryWhenThePinnedManifestIsOnTheHost() {
    // Given
    host.run("bootc", "switch", scene.two);
    host.setFault(Fault.REGISTRY, RegistryFault.REFUSED.name());

    // When
    CommandResult back = host.run("bootc", "switch", scene.one);

    // Then
    assertThat(back.exitCode()).isZero();
    assertThat(back.output()).contains("No changes in " + scene.one);
    assertThat(host.staged()).map(Deployment::image).contains(scene.one);
  }

  @Test
  void shouldSayWhyWhenTheImageCannotBeHad() {
    // Given
    host.setFault(Fault.REGISTRY, RegistryFault.UNAUTHORIZED.name());

    // When
    CommandResult result = host.run("bootc", "switch", scene.two);

    // Then
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors())
        .isEqualTo(
            "error: Switching: Switching (ostree): Preparing import: Fetching manifest: failed to"
                + " invoke method OpenImage: reading manifest: unauthorized: authentication"
                + " required");
    assertThat(host.staged()).isEmpty();
  }

  @Test
  void shouldLeaveTheImageArmedWhenItFailsAfterStaging() {
    // Given
    host.setFault(Fault.FAILS_AFTER_STAGING, "Switching: Pulling bound images: EOF");

    // When
    CommandResult result = host.run("bootc", "switch", scene.two);

    // Then
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(host.staged()).map(Deployment::image).contains(scene.two);
    assertThat(scene.has(host.folder().rebootRequired())).isFalse();
  }

  @Test
  void shouldHaveStagedNothingWhenItOnlyClaimsSuccess() {
    // Given
    host.setFault(Fault.CLAIMS_SUCCESS, "");

    // When
    CommandResult result = host.run("bootc", "switch", scene.two);

    // Then
    assertThat(result.exitCode()).isZero();
    assertThat(host.staged()).isEmpty();
  }

  @Test
  void shouldRefuseWithUsageWhenAnOptionIsNewerThanTheHost() {
    // Given a host with bootc 1.16.9

    // When
    CommandResult result = host.run("bootc", "switch", "--download-only", scene.two);

    // Then
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains("unexpected argument '--download-only' found");
  }

  @Test
  void shouldShowNoHostAtAllWhenTheEnvironmentSaysContainer() {
    // Given
    Map<String, String> environment = Map.of("container", "oci");

    // When
    CommandResult status =
        CommandResult.of(host.execute(List.of("bootc", "status", "--json"), environment));

    // Then
    assertThat(status.exitCode()).isZero();
    assertThat(status.output()).contains("\"booted\":null").contains("\"type\":null");
  }

  @Test
  void shouldFindTheHostsCommandsWhenTheAgentClearsItsEnvironment() {
    // Given
    List<String> command =
        List.of(
            "/usr/bin/env",
            "-i",
            "PATH=/usr/bin:/bin",
            "LANG=C.UTF-8",
            "bootc",
            "status",
            "--json");

    // When
    CommandResult status = CommandResult.of(host.execute(command, Map.of("container", "oci")));

    // Then
    assertThat(status.output()).contains(scene.one);
  }

  @Test
  void shouldUndoItselfWhenARollbackIsAskedForTwice() {
    // Given
    host.run("bootc", "switch", scene.two);
    scene.reboot();
    host.run("bootc", "rollback");

    // When
    CommandResult second = host.run("bootc", "rollback");

    // Then
    assertThat(second.output()).isEqualTo("Next boot: current deployment");
    scene.reboot();
    assertThat(host.booted().image()).isEqualTo(scene.two);
  }
}
