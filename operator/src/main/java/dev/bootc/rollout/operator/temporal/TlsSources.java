package dev.bootc.rollout.operator.temporal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What TLS to Temporal is made of.
 *
 * @param authorities whom to trust instead of the system's
 * @param certificate of ours, with its chain
 * @param key of the certificate
 * @param serverName to expect in place of the address's host
 * @param namesMatter whether the server's certificate has to be for the name that we call it by
 */
record TlsSources(
    Optional<SecretSource> authorities,
    Optional<SecretSource> certificate,
    Optional<SecretSource> key,
    Optional<String> serverName,
    boolean namesMatter) {

  static final TlsSources OF_THE_SYSTEM =
      new TlsSources(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);

  /**
   * All that is there now, as it stands: to see whether anything has changed.
   *
   * @throws UnusableCredentials where a file is missing
   */
  List<String> contents() {
    return Stream.of(authorities, certificate, key)
        .flatMap(Optional::stream)
        .map(source -> new String(source.read(), StandardCharsets.UTF_8))
        .toList();
  }
}
