package dev.bootc.rollout.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Pull secrets from the API server to the registry, with the real agent and its real rights. One
 * after the other, since all have the same Secret.
 */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class PullSecretIT {
  private static final String RIGHT = auth("robot:hunter2-right");
  private static final String WRONG = auth("robot:hunter2-wrong");

  private final ControlPlane plane;
  private final PullSecretRef ref = new PullSecretRef("os-pull", ChartInstallation.NAMESPACE);
  @TempDir Path directory;
  private Path values = Path.of("");

  PullSecretIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void letTheAgentReadOneSecret() throws IOException {
    values =
        Files.writeString(
            directory.resolve("values.yaml"),
            "pullSecrets: [{namespace: %s, name: %s}]".formatted(ref.namespace(), ref.name()));
    plane
        .adminClient()
        .secrets()
        .inNamespace(ref.namespace())
        .withName(ref.name())
        .withTimeoutInMillis(30_000)
        .delete();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void shouldStageAtOnceWhenTheRegistryRefusedAndTheSecretIsMended() throws Exception {
    try (AgentScene scene = scene("secret-mended")) {
      // Given
      writeSecret(config(WRONG));
      scene.start("--retry-delay-seconds=600");
      want(scene, ref, "sha256:1");
      scene.awaitError("the registry refuses the host's credentials");
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.LAYER_STORED.name());

      // When
      writeSecret(config(RIGHT));
      want(scene, ref, "sha256:2");

      // Then
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));
      assertThat(commandLines()).noneMatch(PullSecretIT::tells);
      scene.host.clearFault(Fault.HOLD_AT);
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
      assertThat(authFile(scene)).hasContent(config(RIGHT));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(authFile(scene))))
          .isEqualTo("rw-------");
      assertNothingTold(scene);
    }
  }

  @Test
  @Tag("thorough")
  @Execution(ExecutionMode.SAME_THREAD)
  void shouldTakeItsFileAwayAfterARestartWhenThePoolNamesNoSecretAnyMore() throws Exception {
    try (AgentScene scene = scene("secret-taken-away")) {
      // Given
      writeSecret(config(RIGHT));
      scene.start();
      want(scene, ref, "sha256:1");
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(authFile(scene)).hasContent(config(RIGHT));
      scene.host.killAgent();

      // When
      want(scene, null, null);

      // Then
      await().atMost(AgentScene.PATIENCE).until(() -> !Files.exists(authFile(scene)));
      assertThat(scene.staged()).isPresent();
      assertNothingTold(scene);
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void shouldUseAndKeepTheHostsOwnFileAndSaySoWhenThereIsOne() throws Exception {
    try (AgentScene scene = scene("secret-foreign")) {
      // Given
      writeSecret(config(WRONG));
      Files.writeString(authFile(scene), config(RIGHT));
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.LAYER_STORED.name());
      scene.start();

      // When
      want(scene, ref, "sha256:1");

      // Then
      await()
          .atMost(AgentScene.PATIENCE)
          .until(scene::idleMessage, message -> message.contains("is used instead of Secret"));
      scene.host.clearFault(Fault.HOLD_AT);
      scene.awaitIdleReason(NodeConditions.STAGED);
      want(scene, null, null);
      scene.awaitObserved();
      assertThat(authFile(scene)).hasContent(config(RIGHT));
    }
  }

  @Test
  @Tag("thorough")
  @Execution(ExecutionMode.SAME_THREAD)
  void shouldReplaceWhatAnEarlierVersionOfTheSecretExplainsWhoeverBroughtIt() throws Exception {
    try (AgentScene scene = scene("secret-adopted")) {
      // Given
      writeSecret(config(WRONG));
      Files.writeString(authFile(scene), config(WRONG));
      scene.start();
      scene.want(
          new BootcNodeSpec(
              scene.oldImage, DesiredImageState.STAGED, ref, hash(config(WRONG)), null, null));
      scene.awaitIdleReason(NodeConditions.REASON_IDLE);
      assertThat(authFile(scene)).hasContent(config(WRONG));

      // When
      writeSecret(config(RIGHT));
      want(scene, ref, hash(config(RIGHT)));

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(authFile(scene)).hasContent(config(RIGHT));
      want(scene, null, null);
      await().atMost(AgentScene.PATIENCE).until(() -> !Files.exists(authFile(scene)));
    }
  }

  @Test
  @Tag("thorough")
  @Execution(ExecutionMode.SAME_THREAD)
  void shouldNameTheMendAndRunNoHostCommandWithItWhenTheSecretIsOfNoUse() throws Exception {
    try (AgentScene scene = scene("secret-useless")) {
      // Given
      PullSecretRef forbidden = new PullSecretRef("not-listed", ref.namespace());
      scene.start();
      want(scene, forbidden, "sha256:1");
      scene.awaitError("not-listed may not be read by the agent: list it under pullSecrets");
      want(scene, ref, "sha256:1");
      scene.awaitError(
          "spec.pullSecretRef: Secret %s/os-pull does not exist".formatted(ref.namespace()));
      writeSecret("no JSON: " + RIGHT);
      scene.awaitError("no JSON object");
      assertThat(scene.startedUnits).isEmpty();
      assertThat(authFile(scene)).doesNotExist();

      // When
      writeSecret(config(RIGHT));

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
      assertNothingTold(scene);
    }
  }

  private AgentScene scene(String name) throws Exception {
    AgentScene scene = new AgentScene(plane, directory, name, Optional.of(values));
    scene.host.setFault(Fault.CREDENTIALS_WANTED, hash(RIGHT).substring("sha256:".length()));
    return scene;
  }

  /** As the operator writes it. */
  private static String hash(String content) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
    return "sha256:" + HexFormat.of().formatHex(digest);
  }

  /** What the operator does; it takes the hash from the Secret's content. */
  private static void want(
      AgentScene scene, @Nullable PullSecretRef secret, @Nullable String hash) {
    scene.want(
        new BootcNodeSpec(scene.newImage, DesiredImageState.STAGED, secret, hash, null, null));
  }

  private void writeSecret(String content) {
    plane
        .adminClient()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(ref.name())
                .withNamespace(ref.namespace())
                .endMetadata()
                // The API server itself refuses what is no JSON in one of the proper type.
                .withType("Opaque")
                .addToData(".dockerconfigjson", encoded(content))
                .build())
        .createOr(existing -> existing.update());
  }

  /** Neither the status, nor an event, nor the log, nor a file that others can read. */
  private void assertNothingTold(AgentScene scene) throws IOException {
    assertThat(tells(Serialization.asJson(scene.status()))).isFalse();
    assertThat(tells(scene.log())).isFalse();
    assertThat(plane.adminClient().v1().events().inAnyNamespace().list().getItems())
        .noneMatch(event -> tells(Serialization.asJson(event)));
    assertThat(scene.host.journal()).noneMatch(PullSecretIT::tells);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(PullSecretIT::isReadableByOthers))
          .isNotEmpty()
          .noneMatch(file -> tells(content(file)));
    }
  }

  private static boolean isReadableByOthers(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Of all processes of this machine. */
  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .toList();
  }

  /** Whether a text gives the credentials away, in one of the forms that they pass through. */
  private static boolean tells(String text) {
    return text.contains("hunter2")
        || Stream.of(RIGHT, WRONG, encoded(config(RIGHT)), encoded(config(WRONG)))
            .anyMatch(text::contains);
  }

  private static Path authFile(AgentScene scene) {
    return scene.host.folder().root().resolve("run/ostree/auth.json");
  }

  private static String config(String auth) {
    return "{\"auths\":{\"registry.example.com\":{\"auth\":\"%s\"}}}".formatted(auth);
  }

  private static String auth(String user) {
    return encoded(user);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
