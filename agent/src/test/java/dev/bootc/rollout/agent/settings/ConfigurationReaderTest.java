package dev.bootc.rollout.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ConfigurationReaderTest {
  @TempDir Path directory;
  private Path podToken = Path.of("");

  @BeforeEach
  void beAPod() throws IOException {
    podToken = Files.writeString(directory.resolve("token"), "of the service account");
  }

  @Test
  void shouldTakeTheDefaultsWhenOnlyTheNodeIsNamed() {
    // Given
    Map<String, String> environment = Map.of("NODE_NAME", "worker-1");

    // When
    AgentConfiguration configuration = accepted(environment);

    // Then
    assertThat(configuration.nodeName()).isEqualTo("worker-1");
    assertThat(configuration.kubeconfig()).isEmpty();
    assertThat(configuration.hostCommandPrefix())
        .startsWith("nsenter", "-t", "1", "-m", "-p", "-C", "--", "/usr/bin/env", "-i")
        .endsWith("HOME=/root", "LANG=C.UTF-8");
    assertThat(configuration.stateDirectory()).isEqualTo(Path.of("/var/lib/bootc-rollout-agent"));
    assertThat(configuration.limits().staging()).isEqualTo(Duration.ofHours(1));
    assertThat(configuration.httpPort()).isEqualTo(8081);
  }

  @Test
  void shouldPreferTheFlagWhenItsVariableIsSetToo() {
    // Given
    Map<String, String> environment =
        Map.of("NODE_NAME", "worker-1", "BOOTC_ROLLOUT_HOST_POLL_SECONDS", "7");

    // When
    AgentConfiguration configuration =
        accepted(environment, "--node-name", "worker-2", "--http-port=0");

    // Then
    assertThat(configuration.nodeName()).isEqualTo("worker-2");
    assertThat(configuration.limits().poll()).isEqualTo(Duration.ofSeconds(7));
    assertThat(configuration.httpPort()).isZero();
  }

  @Test
  void shouldKeepWordsTogetherWhenThePrefixIsAJsonArray() {
    // Given
    Map<String, String> environment =
        Map.of(
            "NODE_NAME", "worker-1",
            "BOOTC_ROLLOUT_HOST_COMMAND_PREFIX", "[\"/my tools/enter\", \"--\"]");

    // When
    AgentConfiguration configuration = accepted(environment);

    // Then
    assertThat(configuration.hostCommandPrefix()).containsExactly("/my tools/enter", "--");
  }

  @Test
  void shouldRunCommandsAsTheyAreWhenThePrefixIsAnEmptyArray() {
    // Given
    Map<String, String> environment = Map.of("NODE_NAME", "worker-1");

    // When
    AgentConfiguration configuration = accepted(environment, "--host-command-prefix=[]");

    // Then
    assertThat(configuration.hostCommandPrefix()).isEmpty();
  }

  @Test
  void shouldListEveryProblemWhenManySettingsAreWrong() {
    // Given
    String[] arguments = {
      "--node-name=Worker_1",
      "--kubeconfig=/nowhere",
      "--host-command-prefix=[1,",
      "--host-root=relative",
      "--state-directory=relative",
      "--command-deadline-seconds=0",
      "--staging-deadline-seconds=1h",
      "--reboot-deadline-seconds=",
      "--host-poll-seconds=-3",
      "--busy-poll-seconds=99999999999",
      "--retry-delay-seconds=x",
      "--start-jitter-seconds=-1",
      "--http-port=70000",
      "--log-format=xml",
      "--no-such-flag"
    };

    // When
    List<ConfigurationProblem> problems = refused(Map.of(), arguments);

    // Then
    assertThat(problems).hasSize(arguments.length);
    assertThat(problems).allSatisfy(problem -> assertThat(problem.mend()).isNotBlank());
    assertThat(problems)
        .extracting(ConfigurationProblem::toString)
        .contains(
            "--http-port / BOOTC_ROLLOUT_HTTP_PORT = \"70000\": give a whole number from 0 to 65535");
  }

  @Test
  void shouldSayThatTheNodeNameIsMissingWhenNothingIsGiven() {
    // Given no settings

    // When
    List<ConfigurationProblem> problems = refused(Map.of());

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("--node-name / NODE_NAME is missing: ");
  }

  @Test
  void shouldAskForAKubeconfigWhenThisIsNoPod() throws IOException {
    // Given
    Files.delete(podToken);

    // When
    List<ConfigurationProblem> problems = refused(Map.of("NODE_NAME", "worker-1"));

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .isEqualTo(
            "--kubeconfig / KUBECONFIG is missing: this is no pod, so give the path of your cluster's kubeconfig");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage s3cret",
        "{apiVersion: v1, kind: Config, users: [{name: a, user: {token: s3cret}}], current-context: a}"
      })
  void shouldRefuseAKubeconfigWithoutSayingWhatIsInItWhenItCannotBeUsed(String content)
      throws IOException {
    // Given
    Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), content);

    // When
    List<ConfigurationProblem> problems =
        refused(Map.of("NODE_NAME", "worker-1", "KUBECONFIG", kubeconfig.toString()));

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("--kubeconfig / KUBECONFIG = \"" + kubeconfig + "\": it ")
        .doesNotContain("s3cret");
  }

  @Test
  void shouldNameTheFlagWithoutAValueAndTheOtherProblemsWhenBothAreThere() {
    // Given
    String[] arguments = {
      "--state-directory", "--node-name=n", "--http-port=x", "--log-format=xml"
    };

    // When
    List<ConfigurationProblem> problems = refused(Map.of(), arguments);

    // Then
    assertThat(problems)
        .extracting(ConfigurationProblem::toString)
        .anyMatch(problem -> problem.contains("Expected parameter for option '--state-directory'"))
        .anyMatch(problem -> problem.startsWith("--http-port / BOOTC_ROLLOUT_HTTP_PORT = \"x\""))
        .anyMatch(problem -> problem.startsWith("--log-format / BOOTC_ROLLOUT_LOG_FORMAT = \"xml"));
  }

  @Test
  void shouldTellTheSameInTheReferenceAsInTheProgram() throws IOException {
    // Given
    List<OptionSpec> flags =
        new CommandLine(new AgentOptions())
            .getCommandSpec().options().stream().filter(option -> !option.usageHelp()).toList();

    // When
    List<String> rows = Files.readAllLines(Path.of("../docs/reference/agent-configuration.md"));

    // Then
    assertThat(flags)
        .hasSize(14)
        .allSatisfy(flag -> assertThat(rows).anyMatch(row -> row.startsWith(beginning(flag))));
  }

  private static String beginning(OptionSpec flag) {
    String name = flag.longestName();
    String row = "| `%s` | `%s` |".formatted(name, AgentOptions.variable(name));
    return flag.defaultValue() == null ? row : row + " `%s` |".formatted(flag.defaultValue());
  }

  private ConfigurationReader.Result read(Map<String, String> environment, String... arguments) {
    Map<String, String> inAPod = new HashMap<>(environment);
    inAPod.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", podToken.toString());
    return ConfigurationReader.read(AgentOptions.parse(environment, arguments), inAPod);
  }

  private AgentConfiguration accepted(Map<String, String> environment, String... arguments) {
    return switch (read(environment, arguments)) {
      case ConfigurationReader.Result.Accepted accepted -> accepted.configuration();
      case ConfigurationReader.Result.Refused refused ->
          throw new AssertionError(refused.problems());
    };
  }

  private List<ConfigurationProblem> refused(Map<String, String> environment, String... arguments) {
    return switch (read(environment, arguments)) {
      case ConfigurationReader.Result.Accepted accepted ->
          throw new AssertionError("accepted " + accepted.configuration());
      case ConfigurationReader.Result.Refused refused -> refused.problems();
    };
  }
}
