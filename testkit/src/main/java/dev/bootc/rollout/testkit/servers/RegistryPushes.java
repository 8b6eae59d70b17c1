package dev.bootc.rollout.testkit.servers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Pushes images that are small and real: a registry refuses others. */
final class RegistryPushes implements AutoCloseable {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final int SUCCESS = 300;

  private final URI registry;
  private final Optional<String> basic;
  private final HttpClient client;

  RegistryPushes(URI registry, Optional<String> certificate, Optional<String> basic) {
    this.registry = registry;
    this.basic = basic;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    certificate.map(RegistryPushes::trusting).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  String image(String repository, String tag, String text) {
    return manifest(repository, tag, manifestOf(repository, text, "amd64"));
  }

  String index(String repository, String tag, Map<String, String> textsByArchitecture) {
    List<String> entries = new ArrayList<>();
    new TreeMap<>(textsByArchitecture)
        .forEach((architecture, text) -> {
          String manifest = manifestOf(repository, text, architecture);
          String digest = manifest(repository, digest(manifest), manifest);
          entries.add(
              "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}}"
                  .formatted(MANIFEST, digest, size(manifest), architecture));
        });
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(INDEX, String.join(",", entries));
    return put(repository, tag, index, INDEX);
  }

  private String manifestOf(String repository, String text, String architecture) {
    String layer = blob(repository, text);
    String config =
        "{\"architecture\":\"%s\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
            .formatted(architecture, layer);
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"%s\",\"size\":%d},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"%s\",\"size\":%d}]}"
        .formatted(MANIFEST, blob(repository, config), size(config), layer, size(text));
  }

  private String manifest(String repository, String tag, String manifest) {
    return put(repository, tag, manifest, MANIFEST);
  }

  private String put(String repository, String tag, String manifest, String mediaType) {
    send(
        request(registry.resolve("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", mediaType)
            .PUT(HttpRequest.BodyPublishers.ofString(manifest)));
    return digest(manifest);
  }

  private String blob(String repository, String content) {
    HttpResponse<String> begun =
        send(
            request(registry.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    String location = begun.headers().firstValue("Location").orElseThrow();
    send(
        request(
                registry.resolve(
                    location + (location.contains("?") ? "&" : "?") + "digest=" + digest(content)))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofString(content)));
    return digest(content);
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    basic.ifPresent(user -> request.header("Authorization", "Basic " + user));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= SUCCESS) {
        throw new IllegalStateException(response + ": " + response.body());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static SSLContext trusting(String certificate) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("authority", parsed(certificate));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.security.cert.Certificate parsed(String pem) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
