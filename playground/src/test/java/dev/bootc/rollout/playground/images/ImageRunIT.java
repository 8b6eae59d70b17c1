package dev.bootc.rollout.playground.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images for this machine's architecture, as containers with the chart's limits. */
@BuiltImages(areRun = true)
@RealServers
class ImageRunIT {
  private static final int OPERATOR_LIMIT = 768;
  private static final int AGENT_LIMIT = 256;
  private static final String INSIDE = "/kubeconfig";
  private static final String NODE = "image-run";

  @TempDir static Path unpacked;
  static Optional<BuiltImage> operator = Optional.empty();
  static Optional<BuiltImage> agent = Optional.empty();

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws Exception {
    String own = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
    operator = Optional.of(BuiltImage.unpack("operator", own, unpacked));
    agent = Optional.of(BuiltImage.unpack("agent", own, unpacked));
  }

  @Test
  void shouldBecomeReadyWithoutRightsAndWithoutADiskWhenTheOperatorFindsItsServers(
      ControlPlane plane) throws Exception {
    // Given
    Path kubeconfig = readable(ChartInstallation.on(plane).operatorKubeconfig());
    int port = FreePorts.choose(1).getFirst();
    try (TemporalServer temporal = TemporalServer.create()) {
      Map<String, String> settings =
          Map.of(
              "KUBECONFIG", INSIDE,
              "TEMPORAL_ADDRESS", temporal.address(),
              "BOOTC_ROLLOUT_HTTP_PORT", String.valueOf(port));
      Container container =
          new Container(
              operator.orElseThrow(),
              List.of(),
              settings,
              Map.of(kubeconfig, INSIDE),
              OPERATOR_LIMIT,
              false);
      // When
      try (RunningContainer running = container.start(folder)) {
        // Then
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(() -> assertThat(answer(port)).as(running.output()).isEqualTo(200));
        assertThat(running.status())
            .contains("Uid:\t65532\t65532\t65532\t65532", "Gid:\t65532\t65532\t65532\t65532")
            .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(running.mounts())
            .filteredOn(mount -> mount.split(" ")[1].equals("/"))
            .last()
            .satisfies(mount -> assertThat(mount.split(" ")[3]).startsWith("ro"));
      }
    }
  }

  @Test
  void shouldSayWhatIsMissingWhenTheOperatorIsNoPodAndHasNoKubeconfig() throws Exception {
    // Given
    Container container =
        new Container(operator.orElseThrow(), List.of(), Map.of(), Map.of(), OPERATOR_LIMIT, false);
    // When
    CommandRun run = container.toItsEnd(folder);
    // Then
    assertThat(run.output())
        .contains("--kubeconfig / KUBECONFIG is missing")
        .doesNotContain("WARN");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"768, 192", "1536, 384"})
  void shouldGiveTheOperatorsHeapAQuarterWhenTheContainersLimitIs(int limit, int heap)
      throws Exception {
    // Given
    Container container =
        new Container(
            operator.orElseThrow(),
            List.of("/opt/java/bin/java", "@/opt/bootc-rollout/operator.args", "-version"),
            Map.of("JDK_JAVA_OPTIONS", "-XX:+PrintFlagsFinal"),
            Map.of(),
            limit,
            false);
    // When
    CommandRun run = container.toItsEnd(folder);
    // Then
    assertThat(run.output())
        .containsPattern("MaxHeapSize += " + heap * 1024L * 1024L)
        .contains("sharing");
  }

  @Test
  void shouldSeeWhatOnlyTheHostSeesWhenTheAgentEntersItsNamespaces() throws Exception {
    // Given
    Path witness = folder.resolve("witness");
    try (OtherHost host = OtherHost.start(folder, witness)) {
      Container container =
          new Container(
              agent.orElseThrow(),
              List.of(
                  "/usr/bin/nsenter",
                  "--target=" + host.processOne(),
                  "--mount",
                  "--pid",
                  "--cgroup",
                  "--",
                  "/usr/bin/env",
                  "-i",
                  "/bin/cat",
                  witness.toString()),
              Map.of(),
              Map.of(),
              AGENT_LIMIT,
              true);
      // When
      CommandRun run = container.toItsEnd(folder);
      // Then
      assertThat(run.output()).isEqualTo(OtherHost.SEEN);
      assertThat(run.exitCode()).isZero();
      assertThat(witness).doesNotExist();
    }
  }

  @Test
  void shouldFindItsBootcNodeWhenTheAgentIsGivenTheTokenOfItsNode(ControlPlane plane)
      throws Exception {
    // Given
    plane
        .adminClient()
        .resource(new NodeBuilder().withNewMetadata().withName(NODE).endMetadata().build())
        .create();
    Path kubeconfig = readable(ChartInstallation.on(plane).agentKubeconfig(NODE));
    int port = FreePorts.choose(1).getFirst();
    Map<String, String> settings =
        Map.of(
            "NODE_NAME",
            NODE,
            "KUBECONFIG",
            INSIDE,
            "BOOTC_ROLLOUT_STATE_DIRECTORY",
            "/tmp/state",
            "BOOTC_ROLLOUT_HTTP_PORT",
            String.valueOf(port));
    Container container =
        new Container(
            agent.orElseThrow(),
            List.of(),
            settings,
            Map.of(kubeconfig, INSIDE),
            AGENT_LIMIT,
            true);
    // When
    try (RunningContainer running = container.start(folder)) {
      // Then
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(answer(port)).as(running.output()).isEqualTo(200));
    }
  }

  @Test
  void shouldListWhatIsMissingWhenTheAgentIsToldNothing() throws Exception {
    // Given
    Container container =
        new Container(agent.orElseThrow(), List.of(), Map.of(), Map.of(), AGENT_LIMIT, true);
    // When
    CommandRun run = container.toItsEnd(folder);
    // Then
    assertThat(run.output()).contains("--node-name").contains("--kubeconfig");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private Path readable(Path file) throws IOException {
    Path copy = Files.copy(file, folder.resolve("kubeconfig"));
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static int answer(int port) {
    HttpRequest readyz =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(readyz, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      throw new AssertionError("no answer yet", notYet);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
