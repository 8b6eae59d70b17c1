package dev.bootc.rollout.testkit.binaries;

import dev.bootc.rollout.testkit.binaries.ReleaseSites.Release;
import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The official build of a server, fetched from its project.
 *
 * <p>Guarantees: nothing reaches the cache unless its SHA-256 is the published one; a refused or
 * broken download leaves nothing behind; a host that cannot be reached costs {@link #CONNECT_LIMIT}
 * once per process.
 */
final class OfficialDownload implements BinarySource {

  /**
   * Long enough for a slow network, short enough that a machine without internet goes on quickly.
   */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);

  /**
   * Until the answer's headers; and for the whole of a file, since a stalled body has no limit of
   * its own.
   */
  private static final Duration HEADERS_LIMIT = Duration.ofSeconds(20);

  private static final Duration FILE_LIMIT = Duration.ofMinutes(10);

  private static final Set<String> UNREACHABLE_HOSTS = ConcurrentHashMap.newKeySet();

  private final ReleaseSites sites;
  private final Platform platform;
  private final ServerCache cache;
  private final Consumer<String> progress;

  OfficialDownload(
      ReleaseSites sites, Platform platform, ServerCache cache, Consumer<String> progress) {
    this.sites = sites;
    this.platform = platform;
    this.cache = cache;
    this.progress = progress;
  }

  @Override
  public Attempt find(Server server) throws IOException, InterruptedException {
    Optional<Release> release = sites.release(server, platform);
    if (release.isEmpty()) {
      return new Missed("download: no official build for " + platform);
    }
    Release published = release.get();
    String host = published.file().getAuthority();
    if (UNREACHABLE_HOSTS.contains(host)) {
      return new Missed("download: " + host + " cannot be reached");
    }
    Path folder = cache.workFolder(server.project());
    try (HttpClient http = client()) {
      return new Found(fetch(http, server, published, folder));
    } catch (HttpConnectTimeoutException | ConnectException unreachable) {
      UNREACHABLE_HOSTS.add(host);
      return new Missed("download: " + host + " cannot be reached");
    } catch (IOException failed) {
      return new Missed("download: " + published.file() + ": " + failed.getMessage());
    } finally {
      Folders.delete(folder);
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_LIMIT)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build();
  }

  private Path fetch(HttpClient http, Server server, Release release, Path folder)
      throws IOException, InterruptedException {
    // The checksum first: it is small, and without it the file is of no use.
    String expected = checksum(get(http, release.checksums(), BodyHandlers.ofString()), release);
    progress.accept("Downloading " + server + " from " + release.file());
    Path file = get(http, release.file(), BodyHandlers.ofFile(folder.resolve("download")));
    String actual = sha256(file);
    if (!actual.equals(expected)) {
      throw new IOException("its SHA-256 is " + actual + ", published is " + expected);
    }
    Path binary =
        release.packed()
            ? TarGz.extract(file, server.binaryName(), folder.resolve("binary"))
            : file;
    return cache.publish(server, binary);
  }

  private static <T> T get(HttpClient http, URI uri, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(HEADERS_LIMIT).build();
    // An error page must not be taken for the file, so only answers with status 200 reach the
    // handler.
    BodyHandler<Optional<T>> onlyOk =
        answer ->
            answer.statusCode() == 200
                ? BodySubscribers.mapping(handler.apply(answer), Optional::of)
                : BodySubscribers.replacing(Optional.empty());
    try {
      HttpResponse<Optional<T>> response =
          http.sendAsync(request, onlyOk).get(FILE_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return response.body().orElseThrow(() -> new IOException("status " + response.statusCode()));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException ioException) {
        throw ioException;
      }
      throw new IOException(String.valueOf(failed.getCause()), failed);
    } catch (TimeoutException stalled) {
      http.shutdownNow();
      throw new IOException("not complete after " + FILE_LIMIT, stalled);
    }
  }

  /** Reads a bare checksum as well as lines of {@code <checksum> <file name>}. */
  private static String checksum(String published, Release release) throws IOException {
    return published
        .lines()
        .map(line -> line.strip().split("\\s+\\*?", -1))
        .filter(words -> words.length == 1 || words[1].equals(release.fileName()))
        .map(words -> words[0])
        .filter(word -> word.matches("[0-9a-f]{64}"))
        .findFirst()
        .orElseThrow(() -> new IOException("no checksum for it in " + release.checksums()));
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
