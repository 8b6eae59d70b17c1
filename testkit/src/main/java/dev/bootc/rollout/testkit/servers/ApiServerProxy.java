package dev.bootc.rollout.testkit.servers;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A way to an API server, on loopback and without TLS, that can be disturbed for those who take it:
 * cut, silent, or answering with an error.
 */
public final class ApiServerProxy implements AutoCloseable {
  private final SSLSocketFactory upstream;
  private final URI server;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
  private volatile Disturbance disturbance = new Disturbance.None();
  private volatile Duration idleAtMost = Duration.ZERO;

  /** What happens to connections. */
  private sealed interface Disturbance {
    record None() implements Disturbance {}

    record Cut() implements Disturbance {}

    record Silent() implements Disturbance {}

    record Refusing(String answer) implements Disturbance {}
  }

  private ApiServerProxy(Config server) throws IOException, GeneralSecurityException {
    this.server = URI.create(server.getMasterUrl());
    this.upstream = trusting(Base64.getDecoder().decode(server.getCaCertData()));
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Begins to listen. */
  public static ApiServerProxy to(Config server) {
    try {
      ApiServerProxy proxy = new ApiServerProxy(server);
      Thread.ofVirtual().name("api-server-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the server's certificate cannot be used", e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** Lets everything pass again. */
  public void mend() {
    become(new Disturbance.None());
  }

  /** Closes every connection, now and from now on. */
  public void cut() {
    become(new Disturbance.Cut());
  }

  /** Takes requests and answers none; connections stay open. */
  public void fallSilent() {
    disturbance = new Disturbance.Silent();
  }

  /**
   * Loses what is said on connections that are open by now, in both directions, and lets new ones
   * pass: as a load balancer that has forgotten them.
   */
  public void forgetOpenConnections() {
    dead.addAll(open);
  }

  /** Closes connections on which nothing is said for so long, as load balancers do. */
  public void hangUpAfter(Duration idle) {
    idleAtMost = idle;
  }

  /**
   * Answers every request with that.
   *
   * @param status such as {@code 429 Too Many Requests}
   * @param header a further one, such as {@code Retry-After: 1}
   */
  public void refuse(String status, String header) {
    become(
        new Disturbance.Refusing(
            "HTTP/1.1 %s\r\n%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .formatted(status, header)));
  }

  private void become(Disturbance next) {
    disturbance = next;
    open.forEach(ApiServerProxy::hangUp);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        open.add(caller);
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      switch (disturbance) {
        case Disturbance.None() -> connect(caller);
        case Disturbance.Silent() -> connect(caller);
        case Disturbance.Cut() -> hangUp(caller);
        case Disturbance.Refusing(String answer) -> answer(caller, answer);
      }
    } catch (IOException hungUp) {
      hangUp(caller);
    } finally {
      open.remove(caller);
      dead.remove(caller);
    }
  }

  /** Only the first bytes of the request: whoever wants to send more is told before. */
  private static void answer(Socket caller, String answer) throws IOException {
    byte[] request = new byte[8192];
    if (caller.getInputStream().read(request) > 0) {
      caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      caller.shutdownOutput();
      while (caller.getInputStream().read(request) > 0) {
        // Closing with something unread would take the answer back.
      }
    }
  }

  private void connect(Socket caller) throws IOException {
    try (Socket callee = upstream.createSocket(server.getHost(), server.getPort())) {
      caller.setSoTimeout((int) idleAtMost.toMillis());
      callee.setSoTimeout((int) idleAtMost.toMillis());
      Thread back = Thread.ofVirtual().start(() -> copy(callee, caller, caller));
      copy(caller, callee, caller);
      back.join();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to, Socket caller) {
    byte[] some = new byte[16_384];
    try {
      for (int read = from.getInputStream().read(some);
          read >= 0;
          read = from.getInputStream().read(some)) {
        // What is said in silence is lost, as on a line that is dead.
        if (!(disturbance instanceof Disturbance.Silent) && !dead.contains(caller)) {
          to.getOutputStream().write(some, 0, read);
          to.getOutputStream().flush();
        }
      }
    } catch (IOException hungUp) {
      hangUp(from);
    }
    hangUp(to);
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException already) {
      throw new UncheckedIOException(already);
    }
  }

  private static SSLSocketFactory trusting(byte[] certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "server",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  /** Hangs up on everybody. */
  @Override
  public void close() throws IOException {
    listening.close();
    become(new Disturbance.Cut());
  }
}
