package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.servers.PostgreSql;
import dev.bootc.rollout.testkit.servers.ServerHome;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Temporal's programs with nothing but what the chart gives their containers, as a user without a
 * name: OpenShift gives each namespace one of its own. The programs are the real ones, not the
 * images; to be somebody else needs root.
 */
class UnknownUserIT {
  private static final String NOBODY_KNOWS = "1000970123";
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration DONE_WITHIN = Duration.ofSeconds(30);

  private final ServerHome home = ServerHome.create("unknown-user");
  private final List<Integer> ports = FreePorts.choose(9);

  @BeforeEach
  void openTheFolder() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "being another user needs root");
    for (String folder : List.of("", "data", "bin", "files")) {
      run("chmod", "777", home.subfolder(folder).toString());
    }
  }

  @AfterEach
  void stop() {
    home.close();
  }

  @Test
  void shouldServeWhenTheEmbeddedServersUserHasNoName() throws Exception {
    // Given
    Container temporal = temporal("openshift").getContainers().getFirst();
    List<String> command = new ArrayList<>(List.of(program(Server.TEMPORAL).toString()));
    temporal.getArgs().forEach(argument -> command.add(here(argument)));

    // When
    home.launch("temporal", asNobody(environment(temporal), command))
        // Then
        .awaitReady(READY_WITHIN, this::isHealthy);
    assertThat(home.file("data")).isDirectoryContaining("glob:**.db");
  }

  @Test
  void shouldServeWhenTheUserOfTheServerWithAPostgresHasNoName() throws Exception {
    // Given
    assumeTrue(PostgreSql.isInstalled(), "Debian's package postgresql is needed");
    PodSpec pod = temporal("postgres");
    for (String file : List.of("server.yaml", "dynamic.yaml", "schema.sh")) {
      Files.copy(
          Chart.ofThisCheckout().folder().resolve("files/temporal-" + file),
          home.file("files").resolve(file));
    }
    program(Server.TEMPORAL_SQL_TOOL);
    try (PostgreSql database = PostgreSql.create()) {
      Container schema = pod.getInitContainers().getFirst();
      Container temporal = pod.getContainers().getFirst();

      // When
      CommandRun made =
          run(
              asNobody(
                      with(environment(schema), database.variables(), "CREATE_DATABASES", "true"),
                      schema.getCommand().stream().map(this::here).toList())
                  .toArray(String[]::new));
      List<String> command = new ArrayList<>(List.of(program(Server.TEMPORAL_SERVER).toString()));
      temporal.getArgs().forEach(argument -> command.add(here(argument)));
      Map<String, String> environment =
          with(environment(temporal), database.variables(), "BIND_ON_IP", "127.0.0.1");
      environment.putAll(portsOfServices());
      environment.put(
          "DYNAMIC_CONFIG_FILE_PATH", home.file("files").resolve("dynamic.yaml").toString());
      assertThat(made.succeeded()).as(made.tail()).isTrue();
      home.launch("temporal-server", asNobody(environment, command))
          // Then
          .awaitReady(READY_WITHIN, this::isHealthy);
    }
  }

  private Map<String, String> portsOfServices() {
    Map<String, String> variables = new TreeMap<>();
    List<String> services = List.of("frontend", "history", "matching", "worker");
    for (int service = 0; service < services.size(); service++) {
      String name = services.get(service).toUpperCase(Locale.ROOT);
      variables.put(name + "_GRPC_PORT", Integer.toString(ports.get(2 * service)));
      variables.put(name + "_MEMBERSHIP_PORT", Integer.toString(ports.get(2 * service + 1)));
    }
    return variables;
  }

  private static PodSpec temporal(String values) {
    return PodsOfTheChart.all(ChartCases.objects(values)).stream()
        .filter(pod -> pod.getMetadata().getName().endsWith("-temporal"))
        .findFirst()
        .orElseThrow()
        .getSpec();
  }

  /** What the container has beside what the cluster alone knows. */
  private static Map<String, String> environment(Container container) {
    Map<String, String> variables = new TreeMap<>();
    for (EnvVar variable : container.getEnv()) {
      if (variable.getValue() != null && !variable.getName().startsWith("SQL_TLS")) {
        variables.put(variable.getName(), variable.getValue());
      }
    }
    return variables;
  }

  private static Map<String, String> with(
      Map<String, String> variables, Map<String, String> more, String name, String value) {
    Map<String, String> all = new TreeMap<>(variables);
    all.putAll(more);
    all.put(name, value);
    return all;
  }

  /** An argument of the container, on this machine. */
  private String here(String argument) {
    UnaryOperator<String> ours =
        text ->
            text.replace("/data/", home.file("data") + "/")
                .replace("/etc/temporal-server/", home.file("files") + "/")
                .replace("--port=7233", "--port=" + ports.getFirst())
                .replace("--ui-port=8233", "--ui-port=" + ports.getLast())
                .replace("--ip=::", "--ip=127.0.0.1");
    return ours.apply(argument);
  }

  private List<String> asNobody(Map<String, String> environment, List<String> command) {
    Stream<String> user =
        Stream.of(
            "setpriv",
            "--reuid=" + NOBODY_KNOWS,
            "--regid=0",
            "--clear-groups",
            "--bounding-set=-all",
            "--no-new-privs",
            "env",
            "-i",
            "PATH=" + home.file("bin") + ":/usr/bin:/bin");
    Stream<String> variables =
        environment.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue());
    return Stream.of(user, variables, command.stream()).flatMap(parts -> parts).toList();
  }

  /** Where everybody may run it: the cache is in a home. */
  private Path program(Server server) throws IOException {
    Path copy = home.file("bin").resolve(server.binaryName());
    return Files.copy(ServerBinaries.ofThisMachine().binary(server), copy);
  }

  private boolean isHealthy() {
    try {
      return run(
              ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString(),
              "operator",
              "cluster",
              "health",
              "--address",
              "127.0.0.1:" + ports.getFirst())
          .succeeded();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CommandRun run(String... command) throws IOException, InterruptedException {
    return CommandRun.of(new ProcessBuilder(command), DONE_WITHIN);
  }
}
