package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The definitions from one release to the next, by Helm's own program on a real API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelmLifecycleIT {
  private static final String POOLS = "bootcnodepools.node.bootc.dev";
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "a".repeat(64);

  /** From the message of the chart to the end of the commands in it. */
  private static final Pattern COMMANDS = Pattern.compile("by: (for d in .*; done)\\.");

  private final ControlPlane plane = ControlPlane.builder().withoutScheduler().start();

  @AfterAll
  void close() {
    plane.close();
  }

  @Test
  void shouldUpgradeTheDefinitionsKeepThemAndHandThemOver(@TempDir Path folder) throws Exception {
    // Given
    Path chart = Chart.ofThisCheckout().folder();
    Path earlier = earlierChart(chart, folder);
    assertThat(helm("install", "first", earlier)).matches(CommandRun::succeeded);
    UserPool pool = new UserPool(plane.adminClient(), "kept");
    pool.create(Map.of("role", "none"), IMAGE, 1);
    assertThat(shortNames()).containsExactly("earlier");

    // When
    assertThat(helm("upgrade", "first", chart)).matches(CommandRun::succeeded);

    // Then
    assertThat(shortNames()).containsExactly("bnp");

    // When
    assertThat(run(Server.HELM, "uninstall", "first", "--namespace=rollout", "--no-hooks"))
        .matches(CommandRun::succeeded);

    // Then
    assertThat(pool.read()).isPresent();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> plane.adminClient().namespaces().withName("rollout-agent").get() == null);

    // When
    CommandRun refused = helm("install", "second", chart);

    // Then
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.output()).contains("belongs to release rollout/first");
    assertThat(commandsIn(refused.output(), folder)).matches(CommandRun::succeeded);
    assertThat(helm("install", "second", chart)).matches(CommandRun::succeeded);
    assertThat(pool.read()).isPresent();
  }

  private static Path earlierChart(Path chart, Path folder) throws Exception {
    Path copy = folder.resolve("bootc-rollout");
    try (Stream<Path> files = Files.walk(chart)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(chart.relativize(file).toString()));
      }
    }
    Path pools = copy.resolve("definitions").resolve(POOLS + ".yaml");
    String definition = Files.readString(pools);
    assertThat(definition).contains("- \"bnp\"");
    Files.writeString(pools, definition.replace("- \"bnp\"", "- \"earlier\""));
    return copy;
  }

  private List<String> shortNames() {
    CustomResourceDefinition definition =
        plane
            .adminClient()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(POOLS)
            .require();
    return definition.getSpec().getNames().getShortNames();
  }

  private CommandRun helm(String verb, String release, Path chart) throws Exception {
    return run(
        Server.HELM,
        verb,
        release,
        chart.toString(),
        "--namespace=rollout",
        "--create-namespace",
        "--values=" + Chart.ofThisCheckout().folder().resolveSibling("values-for-tests.yaml"),
        "--set=temporal.embedded.persistence.enabled=false");
  }

  private CommandRun run(Server program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(ServerBinaries.ofThisMachine().binary(program).toString()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  private CommandRun run(ProcessBuilder builder) throws Exception {
    builder.environment().put("KUBECONFIG", plane.adminKubeconfig().toString());
    return CommandRun.of(builder, Duration.ofMinutes(1));
  }

  /** What the message says, as somebody would type it. */
  private CommandRun commandsIn(String message, Path folder) throws Exception {
    Matcher commands = COMMANDS.matcher(message);
    assertThat(commands.find()).as(message).isTrue();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve("kubectl"), ServerBinaries.ofThisMachine().binary(Server.KUBECTL));
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands.group(1));
    shell.environment().merge("PATH", bin.toString(), (old, own) -> own + ":" + old);
    return run(shell);
  }
}
