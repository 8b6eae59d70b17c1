package dev.bootc.rollout.agent.host;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that somebody may have changed what the host boots next. It hears of files only, so it may
 * tell of nothing, and on some hosts it misses something: whoever is told looks for himself, and
 * looks now and then without being told.
 *
 * <p>bootc and ostree mark a change by the modification time of two folders. That is an event of
 * the folder above them: a watch on the folder itself does not report it.
 */
public final class DeploymentWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentWatch.class);

  /** One change touches several files; it is told of once they come to rest. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** But nobody is kept waiting by files that never rest. */
  private static final Duration LONGEST_UNREST = Duration.ofSeconds(10);

  /** Folder by folder, the names that matter; no names mean all. */
  private static final Map<String, Set<String>> WATCHED =
      Map.of(
          "sysroot/ostree", Set.of("bootc", "deploy"),
          "sysroot/state/deploy", Set.of(),
          "run/ostree", Set.of("staged-deployment", "staged-deployment-locked"),
          "run/composefs", Set.of("staged-deployment"),
          // The last two, because they may not be there yet.
          "run", Set.of("reboot-required", "nextroot", "ostree", "composefs"));

  private final Path root;
  private final Runnable changed;
  private final Map<WatchKey, String> keys = new HashMap<>();
  private volatile @Nullable WatchService open;

  /**
   * @param hostRoot the host's root directory as the agent sees it
   * @param changed called on a thread of its own
   */
  public DeploymentWatch(Path hostRoot, Runnable changed) {
    this.root = hostRoot;
    this.changed = changed;
  }

  public void start() {
    try {
      WatchService service = root.getFileSystem().newWatchService();
      open = service;
      watchWhatIsThere(service);
      Thread.ofPlatform().daemon().name("host-watch").start(() -> listen(service));
    } catch (IOException none) {
      // A host without a free inotify instance is no reason not to update it.
      LOG.atWarn()
          .addKeyValue("reason", String.valueOf(none))
          .log(
              "changes on the host are seen at the next poll only: raise fs.inotify.max_user_instances");
    }
  }

  @Override
  public void close() {
    WatchService service = open;
    if (service == null) {
      return;
    }
    try {
      service.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void listen(WatchService service) {
    try {
      while (true) {
        if (matters(service.take())) {
          awaitRest(service);
          changed.run();
        }
        watchWhatIsThere(service);
      }
    } catch (ClosedWatchServiceException | InterruptedException ending) {
      LOG.atDebug().log("the host's files are watched no more");
    }
  }

  private void awaitRest(WatchService service) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < LONGEST_UNREST.toNanos()) {
      WatchKey key = service.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
      if (key == null) {
        return;
      }
      matters(key);
    }
  }

  private boolean matters(WatchKey key) {
    String folder = keys.get(key);
    boolean matters = key.pollEvents().stream().anyMatch(event -> matters(folder, event));
    if (!key.reset()) {
      keys.remove(key);
    }
    return matters;
  }

  private static boolean matters(@Nullable String folder, WatchEvent<?> event) {
    Set<String> names = folder == null ? null : WATCHED.get(folder);
    return OVERFLOW.equals(event.kind())
        || (names != null && (names.isEmpty() || names.contains(String.valueOf(event.context()))));
  }

  /** Folders come and go: a reboot empties {@code /run}, and the first staging makes some. */
  private void watchWhatIsThere(WatchService service) {
    for (String folder : WATCHED.keySet()) {
      Path path = root.resolve(folder);
      if (!keys.containsValue(folder) && Files.isDirectory(path)) {
        try {
          keys.put(path.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), folder);
        } catch (IOException refused) {
          LOG.atWarn()
              .addKeyValue("folder", path)
              .addKeyValue("reason", String.valueOf(refused))
              .log("not watched, changes there are seen at the next poll only");
        }
      }
    }
  }
}
