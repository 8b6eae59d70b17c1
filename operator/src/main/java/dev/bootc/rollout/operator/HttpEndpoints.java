package dev.bootc.rollout.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class HttpEndpoints implements AutoCloseable {
  private final HttpServer server;

  private HttpEndpoints(HttpServer server) {
    this.server = server;
  }

  /**
   * @throws IOException where the port is taken
   */
  static HttpEndpoints open(int port, Readiness readiness, PrometheusMeterRegistry metrics)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/healthz", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, "ok\n"));
    server.createContext("/readyz", exchange -> answerReadiness(exchange, readiness));
    server.createContext(
        "/metrics", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, metrics.scrape()));
    server.start();
    return new HttpEndpoints(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answerReadiness(HttpExchange exchange, Readiness readiness)
      throws IOException {
    SortedMap<String, Optional<String>> parts = readiness.look();
    boolean ready = parts.values().stream().allMatch(Optional::isEmpty);
    answer(
        exchange,
        ready ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        parts.entrySet().stream()
            .map(part -> part.getKey() + ": " + part.getValue().orElse("ready") + "\n")
            .collect(Collectors.joining()));
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
