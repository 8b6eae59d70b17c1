package dev.bootc.rollout.testkit.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts that are closed once, the latest first, also when the JVM ends before. */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Deque<AutoCloseable> latestFirst = new ArrayDeque<>();

  Closing() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("cluster-at-exit").unstarted(this::close));
  }

  synchronized <T extends AutoCloseable> T add(T part) {
    latestFirst.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!latestFirst.isEmpty()) {
      AutoCloseable part = latestFirst.pop();
      try {
        part.close();
      } catch (Exception e) {
        // The others have to be closed all the same.
        LOG.atWarn().addKeyValue("part", part).setCause(e).log("a part does not close");
      }
    }
  }
}
