package dev.bootc.rollout.operator.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, in either case
 * of letters. For registries only: the JVM's own selector would send Temporal's connections there
 * too.
 *
 * @param https for registries with TLS
 * @param http for those without
 * @param direct hosts, and ends of hosts, that are reached without
 */
public record Proxies(
    Optional<InetSocketAddress> https, Optional<InetSocketAddress> http, List<String> direct) {
  public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());
  private static final int DEFAULT_PORT = 80;

  public Proxies {
    direct = List.copyOf(direct);
  }

  /**
   * @throws IllegalArgumentException naming the variable whose value is no address of a proxy; the
   *     value itself may have a password
   */
  public static Proxies of(Map<String, String> environment) {
    return new Proxies(
        proxy(environment, "HTTPS_PROXY"),
        proxy(environment, "HTTP_PROXY"),
        Arrays.stream(value(environment, "NO_PROXY").split(",", -1))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .toList());
  }

  private static String value(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    return value.isBlank()
        ? environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "")
        : value;
  }

  private static Optional<InetSocketAddress> proxy(
      Map<String, String> environment, String variable) {
    String value = value(environment, variable).strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() != null && "http".equals(uri.getScheme()) && uri.getUserInfo() == null) {
        int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
        return Optional.of(InetSocketAddress.createUnresolved(uri.getHost(), port));
      }
    } catch (IllegalArgumentException _) {
      // Said below, as every other value that is of no use.
    }
    throw new IllegalArgumentException(
        variable + " must be http://host:port, without user and password");
  }

  Optional<InetSocketAddress> of(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (direct.stream().anyMatch(pattern -> matches(host, uri.getPort(), pattern))) {
      return Optional.empty();
    }
    return "https".equals(uri.getScheme()) ? https : http;
  }

  private static boolean matches(String host, int port, String pattern) {
    if ("*".equals(pattern)) {
      return true;
    }
    int colon = pattern.lastIndexOf(':');
    if (colon > 0 && pattern.indexOf(':') == colon) {
      return pattern.substring(colon + 1).equals(Integer.toString(port))
          && matches(host, port, pattern.substring(0, colon));
    }
    String end = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
    return host.equals(end.startsWith(".") ? end.substring(1) : end)
        || host.endsWith(end.startsWith(".") ? end : "." + end);
  }

  ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(
            Proxies.this
                .of(uri)
                .map(address ->
                    new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(address.getHostString(), address.getPort())))
                .orElse(Proxy.NO_PROXY));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Whoever asked hears of it.
      }
    };
  }
}
