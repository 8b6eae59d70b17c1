package dev.bootc.rollout.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /healthz} and {@code /readyz}: 200 and {@code ok}, or 503 and the reason; {@code /metrics}
 * for Prometheus.
 */
final class HealthServer implements AutoCloseable {
  static {
    // Read by the library before the first server is made; seconds. Nobody keeps a connection for
    // long.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "5");
    System.setProperty("jdk.httpserver.maxConnections", "200");
  }

  private final HttpServer server;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  /** Each check returns why it fails; empty means well. */
  HealthServer(
      int port,
      Supplier<Optional<String>> live,
      Supplier<Optional<String>> ready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    // Without one, whoever sends half a request keeps all others waiting.
    server.setExecutor(requests);
    server.createContext("/healthz", exchange -> answer(exchange, live.get()));
    server.createContext("/readyz", exchange -> answer(exchange, ready.get()));
    server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.get()));
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Optional<String> failure) throws IOException {
    answer(exchange, failure.isEmpty() ? 200 : 503, failure.orElse("ok"));
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
