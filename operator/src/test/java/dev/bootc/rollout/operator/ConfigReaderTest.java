package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bootc.rollout.operator.ConfigReader.BadSettings;
import dev.bootc.rollout.operator.OperatorConfig.LeaderElection;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConfigReaderTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: here
      clusters: [{name: here, cluster: {server: "https://127.0.0.1:1"}}]
      contexts: [{name: here, context: {cluster: here, user: me}}]
      users: [{name: me, user: {token: secret}}]
      """;

  /** A row of the reference: flag, variable, default. */
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(--[a-z-]+)` \\| `([A-Z_]+)` \\| (?:`([^`]*)`)? *\\|", Pattern.MULTILINE);

  @TempDir private Path folder;
  private Path kubeconfig;

  @BeforeEach
  void writeKubeconfig() throws IOException {
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), KUBECONFIG);
  }

  @Test
  void shouldTakeTheDefaultsWhenNothingIsSet() throws BadSettings {
    // When
    OperatorConfig config = read(Map.of("KUBECONFIG", kubeconfig.toString()));

    // Then
    assertThat(config.clusterPrefix()).isEmpty();
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.leaderElection()).isEmpty();
    assertThat(config.workerSizes()).isEqualTo(new WorkerSizes(200, 2000, 600));
    assertThat(config.temporal().address()).isEqualTo("127.0.0.1:7233");
    assertThat(config.temporal().namespace()).isEqualTo("default");
    assertThat(config.kubeconfig()).hasValue(KUBECONFIG);
  }

  @Test
  void shouldReadEveryVariableWhenAllAreSet() throws BadSettings {
    // Given
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("BOOTC_ROLLOUT_CLUSTER_PREFIX", "prod-eu");
    environment.put("BOOTC_ROLLOUT_HTTP_PORT", "0");
    environment.put("BOOTC_ROLLOUT_LEASE_NAME", "leader");
    environment.put("BOOTC_ROLLOUT_LEASE_DURATION_SECONDS", "30");
    environment.put("POD_NAME", "operator-1");
    environment.put("POD_NAMESPACE", "system");
    environment.put("BOOTC_ROLLOUT_WORKER_STEPS", "1");
    environment.put("BOOTC_ROLLOUT_WORKER_WAITS", "2");
    environment.put("BOOTC_ROLLOUT_WORKER_CACHED_WORKFLOWS", "3");
    environment.put("TEMPORAL_ADDRESS", "temporal:7233");
    environment.put("TEMPORAL_NAMESPACE", "rollouts");

    // When
    OperatorConfig config = read(environment);

    // Then
    assertThat(config.clusterPrefix()).isEqualTo("prod-eu/");
    assertThat(config.httpPort()).isZero();
    assertThat(config.leaderElection())
        .hasValue(new LeaderElection("system", "leader", "operator-1", Duration.ofSeconds(30)));
    assertThat(config.workerSizes()).isEqualTo(new WorkerSizes(1, 2, 3));
    assertThat(config.temporal().address()).isEqualTo("temporal:7233");
    assertThat(config.temporal().namespace()).isEqualTo("rollouts");
  }

  @Test
  void shouldPreferTheFlagWhenTheVariableIsSetToo() throws BadSettings {
    // When
    OperatorConfig config =
        read(
            Map.of("KUBECONFIG", kubeconfig.toString(), "BOOTC_ROLLOUT_HTTP_PORT", "1"),
            "--http-port",
            "2");

    // Then
    assertThat(config.httpPort()).isEqualTo(2);
  }

  @Test
  void shouldNotElectWhenToldSoInAPod() throws BadSettings {
    // When
    OperatorConfig config =
        read(
            Map.of("KUBECONFIG", kubeconfig.toString(), "POD_NAMESPACE", "system"),
            "--leader-election=false");

    // Then
    assertThat(config.leaderElection()).isEmpty();
  }

  @Test
  void shouldNameEverythingAtOnceWhenAllIsWrong() {
    // Given
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", folder.resolve("missing").toString());
    environment.put("BOOTC_ROLLOUT_CLUSTER_PREFIX", "a b");
    environment.put("BOOTC_ROLLOUT_HTTP_PORT", "70000");
    environment.put("BOOTC_ROLLOUT_LEADER_ELECTION", "perhaps");
    environment.put("BOOTC_ROLLOUT_LEASE_NAME", "Leader!");
    environment.put("BOOTC_ROLLOUT_LEASE_DURATION_SECONDS", "1");
    environment.put("BOOTC_ROLLOUT_WORKER_STEPS", "none");
    environment.put("BOOTC_ROLLOUT_WORKER_WAITS", "0");
    environment.put("BOOTC_ROLLOUT_WORKER_CACHED_WORKFLOWS", "-1");
    environment.put("BOOTC_ROLLOUT_LOG_FORMAT", "xml");
    environment.put("BOOTC_ROLLOUT_LOG_LEVEL", "loud");
    environment.put("TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("no.crt").toString());
    environment.put("TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("no.key").toString());

    // When
    assertThatExceptionOfType(BadSettings.class)
        .isThrownBy(() -> read(environment, "--some-flag"))

        // Then
        .satisfies(bad ->
            assertThat(bad.problems())
                .anySatisfy(problem -> assertThat(problem).contains("--some-flag"))
                .anySatisfy(problem -> assertThat(problem).startsWith("TEMPORAL_"))
                .contains(
                    "--cluster-prefix / BOOTC_ROLLOUT_CLUSTER_PREFIX = \"a b\": use letters,"
                        + " digits, . _ - and / between them")
                .hasSize(13));
  }

  @Test
  void shouldSayWhatIsWrongWhenTheFileIsNoKubeconfig() throws IOException {
    // Given
    Path other = Files.writeString(folder.resolve("other"), "hello: world");

    // When
    assertThatExceptionOfType(BadSettings.class)
        .isThrownBy(() -> read(Map.of("KUBECONFIG", other.toString())))

        // Then
        .withMessageContaining("--kubeconfig / KUBECONFIG = \"" + other + "\": no kubeconfig");
  }

  @Test
  void shouldExitWithTwoAndListProblemsWhenTheProcessCannotStart() throws InterruptedException {
    // Given
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    // When
    int code =
        OperatorMain.run(
            new String[] {"--http-port=x", "--log-level=loud"},
            Map.of("KUBECONFIG", kubeconfig.toString()),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("--http-port / BOOTC_ROLLOUT_HTTP_PORT = \"x\"", "--log-level");
  }

  @Test
  void shouldDocumentEveryFlagWithItsVariableAndDefault() throws IOException {
    // Given
    String page = operatorsPart(Files.readString(Path.of("../docs/reference/configuration.md")));
    Map<String, String> documented = new TreeMap<>();

    // When
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      documented.put(
          row.group(1), row.group(2) + " = " + (row.group(3) == null ? "" : row.group(3)));
    }

    // Then
    Map<String, String> actual = new TreeMap<>();
    OperatorOptions.defaults()
        .forEach((flag, value) -> actual.put(flag, OperatorOptions.variable(flag) + " = " + value));
    assertThat(documented).isEqualTo(actual);
  }

  private static String operatorsPart(String page) {
    int begin = page.indexOf("## The operator");
    int end = page.indexOf("\n## ", begin + 1);
    assertThat(begin).isNotNegative();
    return end < 0 ? page.substring(begin) : page.substring(begin, end);
  }

  private static OperatorConfig read(Map<String, String> environment, String... arguments)
      throws BadSettings {
    OperatorOptions options = new OperatorOptions();
    CommandLine.ParseResult parsed =
        OperatorOptions.commandLine(options, environment).parseArgs(arguments);
    List<String> errors = parsed.errors().stream().map(Exception::getMessage).toList();
    return new ConfigReader(options, environment, errors, () -> "me").read();
  }
}
