package dev.bootc.rollout.testkit.binaries;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A site on loopback that publishes files as the projects do. */
final class ReleaseSite implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int missingBytes;

  ReleaseSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  ReleaseSites sites() {
    URI root = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return new ReleaseSites(root, root, root, root, root, root, root);
  }

  ReleaseSite publish(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  ReleaseSite publish(String path, String content) {
    return publish(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on the connection breaks before the last bytes of each binary are sent. */
  ReleaseSite breakOff(int bytesEarly) {
    missingBytes = bytesEarly;
    return this;
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      byte[] content = files.get(path);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length);
      int missing = path.contains("sha256") || path.contains("SHA256") ? 0 : missingBytes;
      exchange.getResponseBody().write(content, 0, content.length - missing);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
