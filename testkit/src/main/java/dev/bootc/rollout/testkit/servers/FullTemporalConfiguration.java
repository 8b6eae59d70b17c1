package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.process.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a {@link FullTemporal} is told.
 *
 * @param ports all free
 * @param database where its histories are; empty for a file of its own
 * @param tls folder with {@code tls.crt} and {@code tls.key} of the server, read again every
 *     second, and {@code ca.crt}, which clients have to show a certificate of
 * @param tokenKeys JSON Web Key Set that API keys are checked with; empty where nobody needs one
 */
public record FullTemporalConfiguration(
    List<Integer> ports,
    Optional<PostgreSql> database,
    Optional<Path> tls,
    Optional<Path> tokenKeys) {
  private static final int PORTS = 10;

  public FullTemporalConfiguration {
    ports = List.copyOf(ports);
  }

  /** Without TLS and users, on a file of its own. */
  public static FullTemporalConfiguration ofOneUser() {
    return new FullTemporalConfiguration(
        FreePorts.choose(PORTS), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public FullTemporalConfiguration on(PostgreSql other) {
    return new FullTemporalConfiguration(ports, Optional.of(other), tls, tokenKeys);
  }

  public FullTemporalConfiguration withTls(Path folder) {
    return new FullTemporalConfiguration(ports, database, Optional.of(folder), tokenKeys);
  }

  public FullTemporalConfiguration withTokensOf(Path keySet) {
    return new FullTemporalConfiguration(ports, database, tls, Optional.of(keySet));
  }

  String address() {
    return "localhost:" + ports.get(0);
  }

  String yaml(Path dynamic) {
    return """
    log: {stdout: true, level: error}
    persistence:
      defaultStore: histories
      visibilityStore: visibility
      numHistoryShards: %d
      datastores:
    %s
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
            database.isPresent() ? 4 : 1,
            stores(dynamic.resolveSibling("histories.db")),
            tls.map(FullTemporalConfiguration::tls).orElse(""),
            tokenKeys.map(FullTemporalConfiguration::users).orElse(""),
            services(),
            address(),
            dynamic);
  }

  private String stores(Path file) {
    UnaryOperator<String> store =
        name ->
            database
                .map(server -> server.store(name))
                .orElseGet(() ->
                    "{pluginName: sqlite, databaseName: \"%s\", connectAddr: localhost, "
                            .formatted(file)
                        + "connectProtocol: tcp, maxConns: 1, maxIdleConns: 1, connectAttributes: "
                        + "{cache: private, setup: true, journal_mode: wal, synchronous: 1}}");
    return "    histories: {sql: %s}\n    visibility: {sql: %s}\n"
        .formatted(store.apply("temporal"), store.apply("temporal_visibility"));
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

  private String services() {
    return """
      frontend: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: "127.0.0.1"}}
      internal-frontend: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: "127.0.0.1"}}
      history: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: "127.0.0.1"}}
      matching: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: "127.0.0.1"}}
      worker: {rpc: {grpcPort: %d, membershipPort: %d, bindOnIP: "127.0.0.1"}}
    """
        .formatted(ports.toArray());
  }
}
