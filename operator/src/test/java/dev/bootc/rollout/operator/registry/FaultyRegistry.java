package dev.bootc.rollout.operator.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Answers as no real registry can be made to. */
final class FaultyRegistry implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];
  private static final TestAuthority AUTHORITY = TestAuthority.create("of faulty registries");

  private final HttpsServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What is answered to one request. */
  interface Behaviour {
    void answer(HttpExchange request) throws IOException;
  }

  FaultyRegistry(Behaviour behaviour) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity()));
    server.setExecutor(handlers);
    server.createContext(
        "/",
        request -> {
          requests.add(
              request.getRequestMethod()
                  + " "
                  + request.getRequestURI()
                  + " "
                  + request.getRequestHeaders().getFirst("Authorization"));
          behaviour.answer(request);
        });
    server.start();
  }

  /** Writes what to trust, to reach them. */
  static void writeAuthority(Path folder) {
    AUTHORITY.writeTo(folder);
  }

  private static SSLContext identity() {
    TestAuthority.Issued issued = AUTHORITY.issue("registry", KeyForm.PKCS8_EC);
    byte[] key = Base64.getMimeDecoder().decode(issued.key().replaceAll("-----[A-Z ]+-----", ""));
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry(
          "registry",
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
          NO_PASSWORD,
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(
                      issued.certificate().getBytes(StandardCharsets.US_ASCII)))
              .toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends that and no more. */
  static void reply(HttpExchange request, int status, Map<String, String> headers, String body)
      throws IOException {
    headers.forEach((name, value) -> request.getResponseHeaders().set(name, value));
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    boolean silent = request.getRequestMethod().equals("HEAD") || content.length == 0;
    request.sendResponseHeaders(status, silent ? -1 : content.length);
    if (!silent) {
      request.getResponseBody().write(content);
    }
    request.close();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Method, path and {@code Authorization} of each request. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.shutdownNow();
  }
}
