package dev.bootc.rollout.testkit.binaries;

import dev.bootc.rollout.testkit.binaries.BinarySource.Attempt;
import dev.bootc.rollout.testkit.binaries.BinarySource.Found;
import dev.bootc.rollout.testkit.binaries.BinarySource.Missed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the binary of a server. The order of lookup:
 *
 * <ol>
 *   <li>the file named by {@link Server#environmentVariable()};
 *   <li>the user's cache, {@code ${XDG_CACHE_HOME:-~/.cache}/bootc-rollout/servers};
 *   <li>PATH, where the minor version fits;
 *   <li>the official download, its checksum verified (not with {@code
 *       BOOTC_ROLLOUT_DOWNLOADS=off});
 *   <li>a build with the installed Go.
 * </ol>
 *
 * The last two fill the cache. Where none works, the exception lists what was tried.
 */
public final class ServerBinaries {

  private static final Logger LOG = LoggerFactory.getLogger(ServerBinaries.class);

  /** For machines whose policy forbids downloads, or whose network lets connections hang. */
  private static final String DOWNLOADS = "BOOTC_ROLLOUT_DOWNLOADS";

  private final ServerCache cache;

  /** Sources that answer at once, and sources that take long and fill the cache. */
  private final List<BinarySource> atHand;

  private final List<BinarySource> fetched;

  ServerBinaries(ServerCache cache, List<BinarySource> atHand, List<BinarySource> fetched) {
    this.cache = cache;
    this.atHand = List.copyOf(atHand);
    this.fetched = List.copyOf(fetched);
  }

  /** Looks on this machine and logs the progress of downloads and builds. */
  public static ServerBinaries ofThisMachine() {
    return ofThisMachine(
        step -> LOG.atInfo().addKeyValue("step", step).log("server binaries are fetched"));
  }

  /** As {@link #ofThisMachine()}; {@code progress} is told before anything that takes long. */
  public static ServerBinaries ofThisMachine(Consumer<String> progress) {
    return of(System.getenv(), progress);
  }

  static ServerBinaries of(Map<String, String> environment, Consumer<String> progress) {
    ServerCache cache = ServerCache.ofUser(environment);
    List<BinarySource> fetched = new ArrayList<>();
    fetched.add(
        environment.getOrDefault(DOWNLOADS, "").equals("off")
            ? server -> new Missed("download: switched off by " + DOWNLOADS)
            : new OfficialDownload(ReleaseSites.official(), Platform.current(), cache, progress));
    fetched.add(new GoBuild(environment, cache, progress));
    return new ServerBinaries(
        cache,
        List.of(new NamedBinary(environment), cache, new BinaryOnPath(environment)),
        fetched);
  }

  /**
   * The path of an executable binary.
   *
   * @throws ServerUnavailableException where no source has it
   */
  public Path binary(Server server) {
    List<String> tried = new ArrayList<>();
    try {
      if (firstFound(atHand, server, tried) instanceof Found(Path binary)) {
        return binary;
      }
      if (cache.exclusively(server.project(), () -> fetch(server, tried))
          instanceof Found(Path binary)) {
        return binary;
      }
    } catch (IOException e) {
      throw new ServerUnavailableException(
          "Looking for " + server + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerUnavailableException("Interrupted while looking for " + server, e);
    }
    throw new ServerUnavailableException(explanation(server, tried));
  }

  private Attempt fetch(Server server, List<String> tried)
      throws IOException, InterruptedException {
    // Another process may have filled the cache while this one waited for the lock.
    Attempt meanwhile = cache.find(server);
    return meanwhile instanceof Found ? meanwhile : firstFound(fetched, server, tried);
  }

  private static Attempt firstFound(List<BinarySource> sources, Server server, List<String> tried)
      throws IOException, InterruptedException {
    for (BinarySource source : sources) {
      switch (source.find(server)) {
        case Found found -> {
          return found;
        }
        case Missed(String why) -> tried.add(why);
      }
    }
    return new Missed("not found");
  }

  private static String explanation(Server server, List<String> tried) {
    return """
    %s is needed and could not be had. Tried:
      - %s
    Any of these helps: install it on PATH, set %s to its path, go online, or install Go %s or newer.\
    """
        .formatted(
            server,
            String.join("\n  - ", tried),
            server.environmentVariable(),
            server.project().goVersion());
  }
}
