package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Temporal dev server with its Web UI on loopback, with namespace {@code default}. Histories are
 * in a file: they survive {@link #kill()} and {@link #start()}, which keeps the ports, and are lost
 * with {@link #wipe()}.
 */
public final class TemporalServer implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String DATABASE = "temporal.db";

  private final ServerHome home;
  private final Ports ports;
  private Path binary;
  private Path database;
  private ServerProcess process;

  private record Ports(int grpc, int http, int ui, int metrics) {}

  private TemporalServer(ServerHome home, Path binary, Ports ports, Path database) {
    this.home = home;
    this.database = database;
    this.binary = binary;
    this.ports = ports;
    this.process = launch();
  }

  /** Starts a server on free ports and waits until it works. */
  public static TemporalServer create() {
    return create(ServerBinaries.ofThisMachine());
  }

  /** As {@link #create()}, with the binary from {@code binaries}. */
  public static TemporalServer create(ServerBinaries binaries) {
    return create(binaries, FreePorts.choose(1).getFirst());
  }

  /** As {@link #create()}, with the Web UI on a port of the caller's choice, which must be free. */
  public static TemporalServer create(ServerBinaries binaries, int uiPort) {
    ServerHome home = ServerHome.create("temporal");
    return create(binaries, Server.TEMPORAL, uiPort, home, home.file(DATABASE));
  }

  /** As {@link #create()}, of that version, with its histories in that file of the caller's. */
  public static TemporalServer of(Server version, Path database) {
    return create(
        ServerBinaries.ofThisMachine(),
        version,
        FreePorts.choose(1).getFirst(),
        ServerHome.create("temporal"),
        database);
  }

  private static TemporalServer create(
      ServerBinaries binaries, Server version, int uiPort, ServerHome home, Path database) {
    try {
      Path binary = binaries.binary(version);
      List<Integer> free = FreePorts.choose(3);
      Ports ports = new Ports(free.get(0), free.get(1), uiPort, free.get(2));
      TemporalServer server = new TemporalServer(home, binary, ports, database);
      server.awaitReady();
      return server;
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /** Host and port for clients: {@code 127.0.0.1:12345}. */
  public String address() {
    return "127.0.0.1:" + ports.grpc();
  }

  /** The Web UI. */
  public URI uiAddress() {
    return URI.create("http://127.0.0.1:" + ports.ui());
  }

  /** The server's HTTP API, for looking at it without a Temporal client. */
  public URI httpAddress() {
    return URI.create("http://127.0.0.1:" + ports.http());
  }

  /** Of the present or the latest life. */
  public synchronized long pid() {
    return process.pid();
  }

  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  /** What its histories take on disk, in bytes. */
  public long databaseSize() {
    return databaseFiles().mapToLong(file -> file.toFile().length()).sum();
  }

  /** Kills the server (SIGKILL), as a crashed machine would. */
  public synchronized void kill() {
    process.kill();
  }

  /**
   * Starts a killed server again, on the same ports with the same histories, and waits until it
   * works.
   */
  public synchronized void start() {
    if (process.isAlive()) {
      throw new IllegalStateException("Temporal is running already");
    }
    process = launch();
    awaitReady();
  }

  /** As {@link #start()}, of that version and with that file: an upgrade of its pod. */
  public synchronized void startAs(Server version, Path file) {
    binary = ServerBinaries.ofThisMachine().binary(version);
    database = file;
    start();
  }

  /**
   * Loses every history, as a lost disk would: the next {@link #start()} is an empty Temporal. Kill
   * it before.
   */
  public synchronized void wipe() {
    if (process.isAlive()) {
      throw new IllegalStateException("Temporal is running: kill it before its database is wiped");
    }
    try {
      for (Path file : databaseFiles().toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SQLite keeps two files beside the database, which must not be applied to another one. */
  private Stream<Path> databaseFiles() {
    return Stream.of("", "-wal", "-shm")
        .map(suffix -> database.resolveSibling(database.getFileName() + suffix));
  }

  @Override
  public synchronized void close() {
    home.close();
  }

  private ServerProcess launch() {
    return home.launch(
        Server.TEMPORAL.binaryName(),
        List.of(
            binary.toString(),
            "server",
            "start-dev",
            "--ip=127.0.0.1",
            "--port=" + ports.grpc(),
            "--http-port=" + ports.http(),
            "--ui-port=" + ports.ui(),
            "--metrics-port=" + ports.metrics(),
            "--db-filename=" + database,
            // Three times the throughput of SQLite's defaults; a killed process still loses
            // nothing.
            "--sqlite-pragma=journal_mode=wal",
            "--sqlite-pragma=synchronous=1",
            // Otherwise each task reads search attributes and namespace from the file.
            "--dynamic-config-value=system.forceSearchAttributesCacheRefreshOnRead=false",
            // An activity comes with the answer to the task that asked for it.
            "--dynamic-config-value=system.enableActivityEagerExecution=true",
            // With few pollers, four partitions only forward tasks to each other.
            "--dynamic-config-value=matching.numTaskqueueReadPartitions=1",
            "--dynamic-config-value=matching.numTaskqueueWritePartitions=1",
            "--log-level=error"));
  }

  private void awaitReady() {
    URI namespace = httpAddress().resolve("/api/v1/namespaces/default");
    HttpRequest request = HttpRequest.newBuilder(namespace).timeout(Duration.ofSeconds(2)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      process.awaitReady(READY_WITHIN, () -> answersWell(http, request));
    }
  }

  private static boolean answersWell(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
