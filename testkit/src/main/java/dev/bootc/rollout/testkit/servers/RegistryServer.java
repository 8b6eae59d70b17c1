package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A registry of images on loopback: the one that Debian packages where that is installed, else the
 * same project's newer one. It keeps what is pushed, and writes down every request.
 */
public final class RegistryServer implements AutoCloseable {
  private static final Path OF_DEBIAN = Path.of("/usr/bin/docker-registry");
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final String NAME = "registry";
  private static final String USER = "ann";
  private static final String PASSWORD = "not:\"asked\" for%all";
  private static final byte[] SALT = new byte[16];
  private static final int CHEAP = 4;

  private final ServerHome home;
  private final String address;
  private final RegistryPushes pushes;

  private RegistryServer(ServerHome home, Optional<TestAuthority> tls, boolean asksForPassword) {
    this.home = home;
    int port = FreePorts.choose(1).getFirst();
    // A certificate names both; "localhost:port" is a host to whoever reads references.
    this.address = "localhost:" + port;
    Path configuration = home.write("config.yml", configuration(port, tls, asksForPassword));
    home.launch(NAME, List.of(program().toString(), "serve", configuration.toString()))
        .awaitReady(READY_WITHIN, () -> FreePorts.isTaken(port));
    this.pushes =
        new RegistryPushes(
            URI.create((tls.isPresent() ? "https://" : "http://") + address),
            tls.map(TestAuthority::certificate),
            asksForPassword ? Optional.of(basic()) : Optional.empty());
  }

  private static Path program() {
    return Files.isExecutable(OF_DEBIAN)
        ? OF_DEBIAN
        : ServerBinaries.ofThisMachine().binary(Server.REGISTRY);
  }

  /** One without TLS that lets anybody read and push. */
  public static RegistryServer plain() {
    return create(Optional.empty(), false);
  }

  /** One with a certificate of that authority that lets anybody read and push. */
  public static RegistryServer withTls(TestAuthority authority) {
    return create(Optional.of(authority), false);
  }

  /** As {@link #withTls}; it asks for user and password, by {@code htpasswd}. */
  public static RegistryServer withPassword(TestAuthority authority) {
    return create(Optional.of(authority), true);
  }

  private static RegistryServer create(Optional<TestAuthority> tls, boolean asksForPassword) {
    ServerHome home = ServerHome.create(NAME);
    try {
      return new RegistryServer(home, tls, asksForPassword);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  private String configuration(int port, Optional<TestAuthority> tls, boolean asksForPassword) {
    StringBuilder configuration = new StringBuilder();
    configuration.append(
        """
        version: 0.1
        log: {level: info}
        storage: {filesystem: {rootdirectory: %s}}
        http:
          addr: 127.0.0.1:%d
        """
            .formatted(home.subfolder("data"), port));
    tls.ifPresent(authority -> {
      Path files = home.subfolder("tls");
      authority.issue(NAME, KeyForm.PKCS8_EC).writeTo(files);
      configuration.append(
          "  tls: {certificate: %s, key: %s}\n"
              .formatted(files.resolve("tls.crt"), files.resolve("tls.key")));
    });
    if (asksForPassword) {
      String hash = OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), SALT, CHEAP);
      Path users = home.write("htpasswd", USER + ":" + hash + "\n");
      configuration.append("auth: {htpasswd: {realm: test, path: %s}}\n".formatted(users));
    }
    return configuration.toString();
  }

  /** Host and port, as references begin. */
  public String address() {
    return address;
  }

  /** Pushes an image that differs from all with another text, and lets the tag name it. */
  public String push(String repository, String tag, String text) {
    return pushes.image(repository, tag, text);
  }

  /** Pushes an index of one image for each architecture, and lets the tag name that. */
  public String pushIndex(String repository, String tag, Map<String, String> textsByArchitecture) {
    return pushes.index(repository, tag, textsByArchitecture);
  }

  /** A {@code .dockerconfigjson} that it takes. */
  public String dockerConfig() {
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(address, basic());
  }

  public String password() {
    return PASSWORD;
  }

  private static String basic() {
    return Base64.getEncoder()
        .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Requests so far that were answered.
   *
   * @param what method and path as they are written down, such as {@code HEAD /v2/os/node/}
   */
  public long requests(String what) {
    try (var lines = Files.lines(home.file(NAME + ".log"))) {
      return lines.filter(line -> line.contains("\"" + what)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pushes.close();
    home.close();
  }
}
