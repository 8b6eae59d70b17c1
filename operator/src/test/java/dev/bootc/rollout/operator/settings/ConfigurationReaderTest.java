package dev.bootc.rollout.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.operator.registry.Mirrors;
import dev.bootc.rollout.operator.registry.Proxies;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationReaderTest {
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
  void shouldTakeTheDefaultsWhenNothingIsSet() {
    // When
    OperatorConfiguration configuration = accepted(Map.of("KUBECONFIG", kubeconfig.toString()));

    // Then
    assertThat(configuration.clusterPrefix()).isEmpty();
    assertThat(configuration.httpPort()).isEqualTo(8080);
    assertThat(configuration.leaderElection()).isEmpty();
    assertThat(configuration.maxUnavailableOverall()).isEmpty();
    assertThat(configuration.workerSizes()).isEqualTo(new WorkerSizes(50, 2000, 600));
    assertThat(configuration.temporal().address()).isEqualTo("127.0.0.1:7233");
    assertThat(configuration.temporal().namespace()).isEqualTo("default");
    assertThat(configuration.kubeconfig())
        .hasValueSatisfying(
            read -> assertThat(read.content().getMasterUrl()).isEqualTo("https://127.0.0.1:1/"));
  }

  @Test
  void shouldReadEveryVariableWhenAllAreSet() {
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
    environment.put("BOOTC_ROLLOUT_TAG_RESOLUTION_SECONDS", "60");
    environment.put("BOOTC_ROLLOUT_ALLOW_INSECURE_REGISTRY", "true");
    environment.put("BOOTC_ROLLOUT_MAX_UNAVAILABLE_OVERALL", "10%");
    environment.put("BOOTC_ROLLOUT_REGISTRY_CA_FILE", "/etc/registry/ca.crt");
    environment.put(
        "BOOTC_ROLLOUT_REGISTRY_MIRRORS", "docker.io=mirror:5000/hub, quay.io=mirror:5000");
    environment.put("HTTPS_PROXY", "http://proxy:3128");
    environment.put("TEMPORAL_ADDRESS", "temporal:7233");
    environment.put("TEMPORAL_NAMESPACE", "rollouts");

    // When
    OperatorConfiguration configuration = accepted(environment);

    // Then
    assertThat(configuration.clusterPrefix()).isEqualTo("prod-eu/");
    assertThat(configuration.httpPort()).isZero();
    assertThat(configuration.leaderElection())
        .hasValue(new LeaderElection("system", "leader", "operator-1", Duration.ofSeconds(30)));
    assertThat(configuration.workerSizes()).isEqualTo(new WorkerSizes(1, 2, 3));
    assertThat(configuration.temporal().address()).isEqualTo("temporal:7233");
    assertThat(configuration.temporal().namespace()).isEqualTo("rollouts");
    assertThat(configuration.maxUnavailableOverall()).hasValue("10%");
    assertThat(configuration.registries())
        .isEqualTo(
            new RegistryOptions(
                Optional.of(Duration.ofMinutes(1)),
                Optional.of(true),
                Optional.of(Path.of("/etc/registry/ca.crt")),
                Proxies.of(environment),
                new Mirrors(Map.of("docker.io", "mirror:5000/hub", "quay.io", "mirror:5000"))));
  }

  @Test
  void shouldPreferTheFlagWhenTheVariableIsSetToo() {
    // When
    OperatorConfiguration configuration =
        accepted(
            Map.of("KUBECONFIG", kubeconfig.toString(), "BOOTC_ROLLOUT_HTTP_PORT", "1"),
            "--http-port",
            "2");

    // Then
    assertThat(configuration.httpPort()).isEqualTo(2);
  }

  @Test
  void shouldNotElectWhenToldSoInAPod() {
    // When
    OperatorConfiguration configuration =
        accepted(
            Map.of("KUBECONFIG", kubeconfig.toString(), "POD_NAMESPACE", "system"),
            "--leader-election=false");

    // Then
    assertThat(configuration.leaderElection()).isEmpty();
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
    environment.put("BOOTC_ROLLOUT_TAG_RESOLUTION_SECONDS", "0");
    environment.put("BOOTC_ROLLOUT_ALLOW_INSECURE_REGISTRY", "yes");
    environment.put("BOOTC_ROLLOUT_MAX_UNAVAILABLE_OVERALL", "101%");
    environment.put("BOOTC_ROLLOUT_REGISTRY_MIRRORS", "quay.io=https://mirror");
    environment.put("HTTPS_PROXY", "http://ann:secret@proxy");
    environment.put("BOOTC_ROLLOUT_LOG_FORMAT", "xml");
    environment.put("BOOTC_ROLLOUT_LOG_LEVEL", "loud");
    environment.put("TEMPORAL_CONFIG_FILE", folder.resolve("no.toml").toString());

    // When
    List<String> problems = refused(environment, "--some-flag");

    // Then
    assertThat(problems)
        .contains(
            "argument = \"--some-flag\": unknown; --help lists the flags",
            "--cluster-prefix / BOOTC_ROLLOUT_CLUSTER_PREFIX = \"a b\": use letters,"
                + " digits, . _ - and / between them",
            "--registry-mirrors / BOOTC_ROLLOUT_REGISTRY_MIRRORS = \"quay.io=https://mirror\":"
                + " \"quay.io=https://mirror\": write host=mirror-host or host=mirror-host/path,"
                + " without https://",
            "TEMPORAL_CONFIG_FILE = \""
                + folder.resolve("no.toml")
                + "\": no file that can be read: give the path of one")
        .hasSize(18)
        .noneMatch(problem -> problem.contains("secret"));
  }

  @Test
  void shouldSayWhatIsWrongWhenTheAddressOfTemporalHasNoPort() {
    // Given
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG", kubeconfig.toString(),
            "TEMPORAL_ADDRESS", "temporal",
            "TEMPORAL_TLS", "perhaps");

    // When
    List<String> problems = refused(environment);

    // Then
    assertThat(problems)
        .containsExactly(
            "TEMPORAL_TLS = \"perhaps\": no truth value: give true or false",
            "TEMPORAL_ADDRESS = \"temporal\": it has no host or no port: give host:port, such as"
                + " temporal-frontend:7233");
  }

  @Test
  void shouldStartAndWaitForThemWhenFilesOfCertificateAndKeyAreNotThereYet() {
    // Given
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG", kubeconfig.toString(),
            "TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("no.crt").toString(),
            "TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("no.key").toString(),
            "BOOTC_ROLLOUT_TEMPORAL_API_KEY_FILE", folder.resolve("no.token").toString());

    // When
    OperatorConfiguration configuration = accepted(environment);

    // Then
    assertThat(configuration.temporal().address()).isEqualTo("127.0.0.1:7233");
  }

  @Test
  void shouldNameTheVariablesOnlyWhenTheSdkRefusesThem() throws IOException {
    // Given
    Path noToml = Files.writeString(folder.resolve("temporal.toml"), "[[[");
    Map<String, String> environment =
        Map.of("KUBECONFIG", kubeconfig.toString(), "TEMPORAL_CONFIG_FILE", noToml.toString());

    // When
    List<String> problems = refused(environment);

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("TEMPORAL_* = \"TEMPORAL_CONFIG_FILE\": ")
        .endsWith("see docs/reference/configuration.md");
  }

  @Test
  void shouldSayWhatIsWrongWhenTheFileIsNoKubeconfig() throws IOException {
    // Given
    Path other = Files.writeString(folder.resolve("other"), "hello: world");

    // When
    List<String> problems = refused(Map.of("KUBECONFIG", other.toString()));

    // Then
    assertThat(problems)
        .containsExactly(
            "--kubeconfig / KUBECONFIG = \""
                + other
                + "\": it has no current-context that it also defines: name one of its contexts");
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
        .forEach((flag, value) -> actual.put(flag, FlagVariables.of(flag) + " = " + value));
    assertThat(documented).isEqualTo(actual);
  }

  private static String operatorsPart(String page) {
    int begin = page.indexOf("## The operator");
    int end = page.indexOf("\n## ", begin + 1);
    assertThat(begin).isNotNegative();
    return end < 0 ? page.substring(begin) : page.substring(begin, end);
  }

  private static OperatorConfiguration accepted(
      Map<String, String> environment, String... arguments) {
    ConfigurationReader.Result result = read(environment, arguments);
    assertThat(result).isInstanceOf(ConfigurationReader.Result.Accepted.class);
    return ((ConfigurationReader.Result.Accepted) result).configuration();
  }

  private static List<String> refused(Map<String, String> environment, String... arguments) {
    ConfigurationReader.Result result = read(environment, arguments);
    assertThat(result).isInstanceOf(ConfigurationReader.Result.Refused.class);
    return ((ConfigurationReader.Result.Refused) result)
        .problems().stream().map(ConfigurationProblem::toString).toList();
  }

  private static ConfigurationReader.Result read(
      Map<String, String> environment, String... arguments) {
    return ConfigurationReader.read(OperatorOptions.parse(environment, arguments), environment);
  }
}
