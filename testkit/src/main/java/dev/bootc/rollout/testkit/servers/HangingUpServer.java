package dev.bootc.rollout.testkit.servers;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API server in its last moment, again and again: begins each watch, tells of one change, and is
 * gone before anybody has read that.
 */
public final class HangingUpServer implements AutoCloseable {
  /** RFC 6455, 1.3. */
  private static final String OF_WEB_SOCKETS = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int WHOLE_TEXT = 0x81;

  private static final String CHANGE =
      """
      {"type":"BOOKMARK","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"resourceVersion":"7"}}}\
      """;

  private final ServerSocket listening;
  private final AtomicInteger watches = new AtomicInteger();

  private HangingUpServer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Begins to listen. */
  public static HangingUpServer start() throws IOException {
    HangingUpServer server = new HangingUpServer();
    Thread.ofVirtual().name("hanging-up-server").start(server::accept);
    return server;
  }

  public String address() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** How many were begun by now. */
  public int watches() {
    return watches.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try (Socket caller = listening.accept()) {
        tellOnce(caller);
      } catch (IOException hungUp) {
        // Whoever called is free to go, and so is the test.
      }
    }
  }

  private void tellOnce(Socket caller) throws IOException {
    String key = keyOfWatch(caller);
    if (!key.isEmpty()) {
      watches.incrementAndGet();
      caller.getOutputStream().write(begunAndTold(key));
    }
  }

  private static String keyOfWatch(Socket caller) throws IOException {
    BufferedReader request =
        new BufferedReader(
            new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
    String key = "";
    for (String line = request.readLine();
        line != null && !line.isEmpty();
        line = request.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return key;
  }

  /** In one write, or the end would come later. */
  private static byte[] begunAndTold(String key) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
            .formatted(accepting(key))
            .getBytes(StandardCharsets.US_ASCII));
    byte[] change = CHANGE.getBytes(StandardCharsets.UTF_8);
    answer.write(WHOLE_TEXT);
    answer.write(change.length);
    answer.write(change);
    return answer.toByteArray();
  }

  private static String accepting(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest((key + OF_WEB_SOCKETS).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
