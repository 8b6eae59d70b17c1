package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Debian's PostgreSQL on loopback with an empty database cluster. It refuses to run as root, so
 * there it runs as the user that its package made.
 */
public final class PostgreSql implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private final ServerHome home;
  private final Path programs;
  private final int port;
  private final ServerProcess process;

  private PostgreSql(ServerHome home, Path programs) {
    this.home = home;
    this.programs = programs;
    this.port = FreePorts.choose(1).getFirst();
    Path data = home.subfolder("data");
    giveTo(data);
    require(own("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "--no-sync"));
    process =
        home.launch(
            "postgres",
            command(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
    process.awaitReady(
        READY_WITHIN,
        () -> own("pg_isready", "-h", "127.0.0.1", "-p", Integer.toString(port)).succeeded());
  }

  /** Whether this machine has Debian's package. */
  public static boolean isInstalled() {
    return newest() != null;
  }

  /**
   * @throws IllegalStateException where it is not installed
   */
  public static PostgreSql create() {
    Path programs = newest();
    if (programs == null) {
      throw new IllegalStateException("no PostgreSQL here: apt-get install postgresql");
    }
    ServerHome home = ServerHome.create("postgresql");
    try {
      return new PostgreSql(home, programs);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /**
   * Makes Temporal's databases.
   *
   * @param script what the chart's init container runs
   */
  public void setUpSchema(Path script) {
    Path tool = ServerBinaries.ofThisMachine().binary(Server.TEMPORAL_SQL_TOOL);
    ProcessBuilder shell = new ProcessBuilder("sh", script.toString());
    shell.environment().putAll(variables());
    shell.environment().put("CREATE_DATABASES", "true");
    shell.environment().merge("PATH", tool.getParent() + ":", (path, folder) -> folder + path);
    require(run(shell));
  }

  /** How Temporal's server and its schema tool find this database. */
  Map<String, String> variables() {
    return Map.of(
        "SQL_PLUGIN", "postgres12_pgx",
        "SQL_HOST", "127.0.0.1",
        "SQL_PORT", Integer.toString(port),
        "SQL_USER", USER,
        "SQL_PASSWORD", "not \"asked\" for",
        "DBNAME", "temporal",
        "VISIBILITY_DBNAME", "temporal_visibility");
  }

  @Override
  public void close() {
    home.close();
  }

  private static @Nullable Path newest() {
    try (Stream<Path> versions = Files.isDirectory(VERSIONS) ? Files.list(VERSIONS) : Stream.of()) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Path::compareTo)
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandRun own(String... program) {
    return run(command(program));
  }

  private List<String> command(String... program) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    }
    command.add(programs.resolve(program[0]).toString());
    command.addAll(Arrays.asList(program).subList(1, program.length));
    return command;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void giveTo(Path data) {
    if (isRoot()) {
      require(run(List.of("chmod", "711", home.file("").toString())));
      require(run(List.of("chown", USER, data.toString())));
    }
  }

  private static CommandRun run(List<String> command) {
    return run(new ProcessBuilder(command));
  }

  private static CommandRun run(ProcessBuilder command) {
    try {
      return CommandRun.of(command, READY_WITHIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void require(CommandRun run) {
    if (!run.succeeded()) {
      throw new IllegalStateException(run.tail());
    }
  }
}
