package dev.bootc.rollout.testkit.binaries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bootc.rollout.testkit.binaries.BinarySource.Attempt;
import dev.bootc.rollout.testkit.binaries.BinarySource.Found;
import dev.bootc.rollout.testkit.binaries.BinarySource.Missed;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficialDownloadTest {

  private static final Platform PLATFORM = new Platform("linux", "amd64");
  private static final String API_SERVER = "/release/v1.37.2/bin/linux/amd64/kube-apiserver";
  private static final String ETCD = "/v3.7.3/etcd-v3.7.3-linux-amd64.tar.gz";
  private static final byte[] BINARY = "#!/bin/sh\necho I am a server\n".getBytes(UTF_8);

  private final List<String> progress = new ArrayList<>();
  @TempDir private Path cacheFolder;
  private ServerCache cache;
  private ReleaseSite site;
  private OfficialDownload download;

  @BeforeEach
  void openSite() throws IOException {
    cache = new ServerCache(cacheFolder);
    site = new ReleaseSite();
    download = new OfficialDownload(site.sites(), PLATFORM, cache, progress::add);
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  @Test
  void shouldCacheTheBinaryWhenItsChecksumIsThePublishedOne() throws Exception {
    // Given
    site.publish(API_SERVER, BINARY).publish(API_SERVER + ".sha256", sha256(BINARY));

    // When
    Attempt attempt = download.find(Server.KUBE_APISERVER);

    // Then
    assertThat(attempt).isEqualTo(new Found(cache.path(Server.KUBE_APISERVER)));
    assertThat(cache.path(Server.KUBE_APISERVER)).isExecutable().hasBinaryContent(BINARY);
    assertThat(filesInCache()).hasSize(1);
    assertThat(progress).singleElement().asString().contains("kube-apiserver 1.37.2", API_SERVER);
  }

  @Test
  void shouldTakeTheBinaryOutOfTheArchiveWhenTheProjectPublishesOne() throws Exception {
    // Given
    byte[] archive =
        tarGz(List.of("etcd-v3.7.3-linux-amd64/README.md", "etcd-v3.7.3-linux-amd64/etcd"), BINARY);
    String others = "0".repeat(64) + "  etcd-v3.7.3-linux-arm64.tar.gz\n";
    site.publish(ETCD, archive)
        .publish(
            "/v3.7.3/SHA256SUMS", others + sha256(archive) + "  etcd-v3.7.3-linux-amd64.tar.gz\n");

    // When
    Attempt attempt = download.find(Server.ETCD);

    // Then
    assertThat(attempt).isEqualTo(new Found(cache.path(Server.ETCD)));
    assertThat(cache.path(Server.ETCD)).isExecutable().hasBinaryContent(BINARY);
    assertThat(filesInCache()).hasSize(1);
  }

  @Test
  void shouldKeepNothingWhenTheChecksumIsAnother() throws Exception {
    // Given
    site.publish(API_SERVER, BINARY).publish(API_SERVER + ".sha256", "0".repeat(64));

    // When
    Attempt attempt = download.find(Server.KUBE_APISERVER);

    // Then
    assertMissed(attempt, "SHA-256");
    assertThat(filesInCache()).isEmpty();
  }

  @Test
  void shouldNotEvenFetchTheBinaryWhenNoChecksumIsPublished() throws Exception {
    // Given
    site.publish(API_SERVER, BINARY);

    // When
    Attempt attempt = download.find(Server.KUBE_APISERVER);

    // Then
    assertMissed(attempt, "404");
    assertThat(site.asked()).containsExactly(API_SERVER + ".sha256");
  }

  @Test
  void shouldKeepNothingWhenTheConnectionBreaksOff() throws Exception {
    // Given
    site.publish(API_SERVER, BINARY).publish(API_SERVER + ".sha256", sha256(BINARY)).breakOff(5);

    // When
    Attempt attempt = download.find(Server.KUBE_APISERVER);

    // Then
    assertMissed(attempt, API_SERVER);
    assertThat(filesInCache()).isEmpty();
  }

  @Test
  void shouldNotAskAgainWhenTheHostCouldNotBeReached() throws Exception {
    // Given
    int port = FreePorts.choose(1).getFirst();
    URI nobody = URI.create("http://127.0.0.1:" + port + "/");
    OfficialDownload offline =
        new OfficialDownload(
            new ReleaseSites(nobody, nobody, nobody, nobody, nobody, nobody, nobody),
            PLATFORM,
            cache,
            progress::add);

    // When
    Attempt first = offline.find(Server.KUBE_APISERVER);
    AtomicInteger asked = new AtomicInteger();
    HttpServer late =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    late.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.close();
        });
    late.start();
    Attempt second;
    try {
      second = offline.find(Server.KUBECTL);
    } finally {
      late.stop(0);
    }

    // Then
    assertMissed(first, "cannot be reached");
    assertMissed(second, "cannot be reached");
    assertThat(asked).hasValue(0);
  }

  @Test
  void shouldSayThatThereIsNoBuildWhenTheProjectPublishesNoneForThePlatform() throws Exception {
    // Given
    OfficialDownload onMac =
        new OfficialDownload(site.sites(), new Platform("darwin", "arm64"), cache, progress::add);

    // When
    Attempt attempt = onMac.find(Server.KUBE_APISERVER);

    // Then
    assertMissed(attempt, "no official build for darwin-arm64");
    assertThat(site.asked()).isEmpty();
  }

  private static void assertMissed(Attempt attempt, String why) {
    assertThat(attempt)
        .isInstanceOfSatisfying(Missed.class, missed -> assertThat(missed.why()).contains(why));
  }

  private List<Path> filesInCache() throws IOException {
    try (Stream<Path> files = Files.walk(cacheFolder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  /** A tar.gz in which every file has the same content. */
  private static byte[] tarGz(List<String> names, byte[] content) throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (OutputStream tar = new GZIPOutputStream(archive)) {
      for (String name : names) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(content.length));
        header[156] = '0';
        tar.write(header);
        tar.write(content);
        tar.write(new byte[512 - content.length % 512]);
      }
      tar.write(new byte[1024]);
    }
    return archive.toByteArray();
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
