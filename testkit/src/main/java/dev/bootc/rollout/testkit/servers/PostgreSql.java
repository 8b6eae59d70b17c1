package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Debian's PostgreSQL on loopback, on 127.0.0.1 and 127.0.0.2, with an empty database cluster. It
 * refuses to run as root, so there it runs as the user that its package made.
 */
public final class PostgreSql implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";
  private static final String PASSWORD = "not:\"asked\"/for%@all";
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private final ServerHome home;
  private final Path programs;
  private final int port;
  private final ServerProcess process;

  private PostgreSql(ServerHome home, Path programs, Optional<TestAuthority> tls) {
    this.home = home;
    this.programs = programs;
    this.port = FreePorts.choose(1).getFirst();
    Path data = home.subfolder("data");
    Path password = home.write("password", PASSWORD);
    giveTo(data, password);
    require(
        own(
            "initdb",
            "--pgdata=" + data,
            "--username=" + USER,
            "--auth=trust",
            "--pwfile=" + password,
            "--no-sync"));
    List<String> settings = new ArrayList<>();
    settings.add("port=" + port);
    settings.add("listen_addresses=127.0.0.1,127.0.0.2");
    settings.add("unix_socket_directories=");
    tls.ifPresent(authority -> settings.addAll(encrypted(authority)));
    List<String> program = new ArrayList<>(List.of("postgres", "-D", data.toString()));
    settings.forEach(setting -> program.addAll(List.of("-c", setting)));
    process = home.launch("postgres", command(program.toArray(String[]::new)));
    process.awaitReady(
        READY_WITHIN,
        () -> own("pg_isready", "-h", "127.0.0.1", "-p", Integer.toString(port)).succeeded());
  }

  /** Who is not encrypted is not let in, and who is has to know the password. */
  private List<String> encrypted(TestAuthority authority) {
    Path files = home.subfolder("tls");
    authority.issue("postgres", KeyForm.PKCS8_EC).writeTo(files);
    Path certificate = files.resolve("tls.crt");
    Path key = files.resolve("tls.key");
    Path hosts = home.write("tls/hosts.conf", "hostssl all all 127.0.0.0/8 scram-sha-256\n");
    giveTo(files, certificate, key, hosts);
    return List.of(
        "ssl=on", "ssl_cert_file=" + certificate, "ssl_key_file=" + key, "hba_file=" + hosts);
  }

  /** Whether this machine has Debian's package. */
  public static boolean isInstalled() {
    return newest() != null;
  }

  /**
   * One that anybody on this machine gets into.
   *
   * @throws IllegalStateException where it is not installed
   */
  public static PostgreSql create() {
    return create(Optional.empty());
  }

  /**
   * One that takes encrypted connections only, with a certificate of that authority for {@code
   * localhost} and 127.0.0.1, and asks for the password.
   */
  public static PostgreSql withTls(TestAuthority authority) {
    return create(Optional.of(authority));
  }

  private static PostgreSql create(Optional<TestAuthority> tls) {
    Path programs = newest();
    if (programs == null) {
      throw new IllegalStateException("no PostgreSQL here: apt-get install postgresql");
    }
    ServerHome home = ServerHome.create("postgresql");
    try {
      return new PostgreSql(home, programs, tls);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /**
   * Makes Temporal's databases.
   *
   * @param script what the chart's init container runs
   * @throws IllegalStateException with what it said, where it failed
   */
  public void setUpSchema(Path script) {
    require(setUpSchema(script, variables()));
  }

  /** The same with variables of the caller's. */
  public static CommandRun setUpSchema(Path script, Map<String, String> variables) {
    Path tool = ServerBinaries.ofThisMachine().binary(Server.TEMPORAL_SQL_TOOL);
    ProcessBuilder shell = new ProcessBuilder("sh", script.toString());
    shell.environment().putAll(variables);
    shell.environment().put("CREATE_DATABASES", "true");
    shell.environment().merge("PATH", tool.getParent() + ":", (path, folder) -> folder + path);
    return run(shell);
  }

  public int port() {
    return port;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return PASSWORD;
  }

  /** How Temporal's server and its schema tool find this database. */
  public Map<String, String> variables() {
    return Map.of(
        "SQL_PLUGIN", "postgres12_pgx",
        "SQL_HOST", "127.0.0.1",
        "SQL_PORT", Integer.toString(port),
        "SQL_USER", USER,
        "SQL_PASSWORD", PASSWORD,
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

  private void giveTo(Path... files) {
    if (isRoot()) {
      require(run(List.of("chmod", "711", home.file("").toString())));
      for (Path file : files) {
        require(run(List.of("chown", USER, file.toString())));
      }
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
