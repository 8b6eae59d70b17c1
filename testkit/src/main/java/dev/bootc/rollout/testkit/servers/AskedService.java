package dev.bootc.rollout.testkit.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something in the cluster that the operator asks over HTTP; it answers every path the same. */
public final class AskedService implements AutoCloseable {
  private static final int NOTHING = -1;

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Answer answer = new Answer(HttpURLConnection.HTTP_OK, "");

  private record Answer(int status, String body) {}

  /** One that says that all is well. */
  public AskedService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Optional<String> query = Optional.ofNullable(exchange.getRequestURI().getQuery());
    asked.add(
        exchange.getRequestURI().getPath()
            + query.map(text -> "?" + text.replace('+', ' ')).orElse(""));
    Answer now = answer;
    byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Location", at("localhost") + "/elsewhere");
    exchange.sendResponseHeaders(now.status(), body.length == 0 ? NOTHING : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** From now on. */
  public void answers(int status, String body) {
    answer = new Answer(status, body);
  }

  /** Its address by that name or IP of this machine. */
  public String at(String host) {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  /** Path and query of each request. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
