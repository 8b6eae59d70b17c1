package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link FullTemporal} is told.
 *
 * @param ports all free, two for each of {@link #SERVICES}
 * @param chart with a PostgreSQL and the chart's files; empty for a file and a configuration of its
 *     own
 * @param tls folder with {@code tls.crt} and {@code tls.key} of the server, read again every
 *     second, and {@code ca.crt}, which clients have to show a certificate of
 * @param tokenKeys JSON Web Key Set that API keys are checked with; empty where nobody needs one
 */
public record FullTemporalConfiguration(
    List<Integer> ports, Optional<AsTheChart> chart, Optional<Path> tls, Optional<Path> tokenKeys) {
  private static final List<String> SERVICES =
      List.of("frontend", "history", "matching", "worker", "internal-frontend");

  public FullTemporalConfiguration {
    ports = List.copyOf(ports);
  }

  /**
   * As the chart runs it.
   *
   * @param variables that the chart gives it
   * @param files folder with the chart's {@code temporal-server.yaml} and {@code
   *     temporal-dynamic.yaml}
   */
  public record AsTheChart(Map<String, String> variables, Path files) {
    public AsTheChart {
      variables = Map.copyOf(variables);
    }
  }

  /** Without TLS and users, on a file of its own. */
  public static FullTemporalConfiguration ofOneUser() {
    return new FullTemporalConfiguration(
        FreePorts.choose(2 * SERVICES.size()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public FullTemporalConfiguration asTheChart(Map<String, String> variables, Path files) {
    return new FullTemporalConfiguration(
        ports, Optional.of(new AsTheChart(variables, files)), tls, tokenKeys);
  }

  public FullTemporalConfiguration withTls(Path folder) {
    return new FullTemporalConfiguration(ports, chart, Optional.of(folder), tokenKeys);
  }

  public FullTemporalConfiguration withTokensOf(Path keySet) {
    return new FullTemporalConfiguration(ports, chart, tls, Optional.of(keySet));
  }

  String address() {
    return "localhost:" + ports.getFirst();
  }

  /** The services that are started; the chart's server knows no users, so its own need no door. */
  List<String> services() {
    return chart.isPresent() ? SERVICES.subList(0, SERVICES.size() - 1) : SERVICES;
  }

  /** What the configuration asks the environment for. */
  Map<String, String> environment(Path dynamic) {
    return chart.map(given -> environment(given, dynamic)).orElse(Map.of());
  }

  private Map<String, String> environment(AsTheChart given, Path dynamic) {
    Map<String, String> environment = new HashMap<>(given.variables());
    environment.put("NUM_HISTORY_SHARDS", "4");
    environment.put("BIND_ON_IP", "127.0.0.1");
    environment.put("DYNAMIC_CONFIG_FILE_PATH", dynamic.toString());
    for (int service = 0; service < SERVICES.size() - 1; service++) {
      String name = SERVICES.get(service).toUpperCase(Locale.ROOT);
      environment.put(name + "_GRPC_PORT", Integer.toString(ports.get(2 * service)));
      environment.put(name + "_MEMBERSHIP_PORT", Integer.toString(ports.get(2 * service + 1)));
    }
    return environment;
  }

  /** As the dev server that the chart brings; see there for the reasons. */
  String dynamic() {
    return chart
        .map(given -> read(given.files().resolve("temporal-dynamic.yaml")))
        .orElse(
            """
            system.forceSearchAttributesCacheRefreshOnRead: [{value: false}]
            system.enableActivityEagerExecution: [{value: true}]
            matching.numTaskqueueReadPartitions: [{value: 1}]
            matching.numTaskqueueWritePartitions: [{value: 1}]
            """);
  }

  String yaml(Path dynamic) {
    return chart
        .map(given -> read(given.files().resolve("temporal-server.yaml")))
        .orElseGet(() -> ownYaml(dynamic));
  }

  private String ownYaml(Path dynamic) {
    return """
    log: {stdout: true, level: error}
    persistence:
      defaultStore: histories
      visibilityStore: histories
      numHistoryShards: 1
      datastores:
        histories:
          sql:
            pluginName: sqlite
            databaseName: "%s"
            connectAddr: localhost
            connectProtocol: tcp
            connectAttributes: {cache: private, setup: true, journal_mode: wal, synchronous: 1}
            maxConns: 1
            maxIdleConns: 1
    global:
      membership: {maxJoinDuration: 30s, broadcastAddress: "127.0.0.1"}
    %s%s
    services:
    %s
    clusterMetadata:
      enableGlobalNamespace: false
      failoverVersionIncrement: 10
      masterClusterName: active
      currentClusterName: active
      clusterInformation:
        active: {enabled: true, initialFailoverVersion: 1, rpcName: frontend, rpcAddress: "%s"}
    dcRedirectionPolicy: {policy: noop}
    archival: {history: {state: disabled}, visibility: {state: disabled}}
    namespaceDefaults: {archival: {history: {state: disabled}, visibility: {state: disabled}}}
    dynamicConfigClient: {filepath: "%s", pollInterval: 60s}
    """
        .formatted(
            dynamic.resolveSibling("histories.db"),
            tls.map(FullTemporalConfiguration::tls).orElse(""),
            tokenKeys.map(FullTemporalConfiguration::users).orElse(""),
            servicesYaml(),
            address(),
            dynamic);
  }

  private static String tls(Path folder) {
    return """
      tls:
        refreshInterval: 1s
        frontend:
          server:
            certFile: "%1$s/tls.crt"
            keyFile: "%1$s/tls.key"
            requireClientAuth: true
            clientCaFiles: ["%1$s/ca.crt"]
          client: {serverName: localhost, rootCaFiles: ["%1$s/ca.crt"]}
    """
        .formatted(folder);
  }

  private static String users(Path keySet) {
    return """
      authorization:
        jwtKeyProvider: {keySourceURIs: ["file://%s"], refreshInterval: 1m}
        permissionsClaimName: permissions
        authorizer: default
        claimMapper: default
    """
        .formatted(keySet);
  }

  private String servicesYaml() {
    List<String> lines = new ArrayList<>();
    for (int service = 0; service < SERVICES.size(); service++) {
      lines.add(
          "  %s: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: \"127.0.0.1\"}}"
              .formatted(
                  SERVICES.get(service), ports.get(2 * service), ports.get(2 * service + 1)));
    }
    return String.join("\n", lines);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
