package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The official Temporal server on loopback, all its services in one process, with the namespace
 * {@code default}: as users run one of their own, with a database, TLS and users.
 */
public final class FullTemporal implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  private final ServerHome home;
  private final FullTemporalConfiguration configuration;
  private final Map<String, String> administrator;
  private ServerProcess process;

  private FullTemporal(
      ServerHome home, FullTemporalConfiguration configuration, Map<String, String> administrator) {
    this.home = home;
    this.configuration = configuration;
    this.administrator = Map.copyOf(administrator);
    process = launch();
  }

  /** Starts one without TLS and users on a file of its own. */
  public static FullTemporal create() {
    return create(FullTemporalConfiguration.ofOneUser(), Map.of());
  }

  /**
   * Starts one and waits until it works.
   *
   * @param administrator variables, as Temporal's clients read them, for whoever makes the
   *     namespace
   */
  public static FullTemporal create(
      FullTemporalConfiguration configuration, Map<String, String> administrator) {
    ServerHome home = ServerHome.create("full-temporal");
    try {
      FullTemporal server = new FullTemporal(home, configuration, administrator);
      server.awaitReady();
      server.makeNamespace();
      return server;
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /** Host and port for clients: {@code localhost:12345}, for which its certificate is. */
  public String address() {
    return configuration.address();
  }

  /** Of the present or the latest life. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Kills the server (SIGKILL), as a crashed machine would. */
  public synchronized void kill() {
    process.kill();
  }

  /** Starts a killed server again and waits until it works. */
  public synchronized void start() {
    if (process.isAlive()) {
      throw new IllegalStateException("Temporal is running already");
    }
    process = launch();
    awaitReady();
  }

  /** What an administrator types: {@code temporal …}. */
  public CommandRun command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TEMPORAL_"));
    builder.environment().put("TEMPORAL_ADDRESS", address());
    builder.environment().putAll(administrator);
    try {
      return CommandRun.of(builder, ANSWERS_WITHIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public synchronized void close() {
    home.close();
  }

  private ServerProcess launch() {
    Path dynamic = home.write("dynamic.yaml", configuration.dynamic());
    Path file = home.write("server.yaml", configuration.yaml(dynamic));
    List<String> command = new ArrayList<>(List.of("env"));
    configuration
        .environment(dynamic)
        .forEach((variable, value) -> command.add(variable + "=" + value));
    command.add(ServerBinaries.ofThisMachine().binary(Server.TEMPORAL_SERVER).toString());
    command.addAll(List.of("--config-file", file.toString(), "--allow-no-auth", "start"));
    for (String service : configuration.services()) {
      command.addAll(List.of("--service", service));
    }
    return home.launch(Server.TEMPORAL_SERVER.binaryName(), command);
  }

  private void awaitReady() {
    process.awaitReady(READY_WITHIN, () -> command("operator", "cluster", "health").succeeded());
  }

  private void makeNamespace() {
    process.awaitReady(
        READY_WITHIN,
        () ->
            command("operator", "namespace", "describe", "--namespace", "default").succeeded()
                || command("operator", "namespace", "create", "--namespace", "default")
                    .succeeded());
  }
}
