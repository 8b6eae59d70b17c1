package dev.bootc.rollout.playground.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program has started. It is closed in reverse order, once, by {@link #close()} or when the
 * JVM is asked to end.
 */
public final class Started implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Started.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile boolean interrupted;
  private boolean closed;

  /**
   * @param onInterrupt what to do first when the JVM is asked to end before {@link #close()}, such
   *     as telling the user
   */
  public Started(Runnable onInterrupt) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interrupt(onInterrupt), "started-shutdown"));
  }

  /**
   * Takes over the closing of a part.
   *
   * @throws IllegalStateException where all was closed meanwhile; the part is closed then
   */
  public synchronized <T extends AutoCloseable> T add(T part) {
    if (closed) {
      close(part);
      throw new IllegalStateException("everything is being closed");
    }
    parts.push(part);
    return part;
  }

  /** Whether the JVM was asked to end, so that failures from now on are no news. */
  public boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private void interrupt(Runnable onInterrupt) {
    if (isClosed()) {
      return;
    }
    interrupted = true;
    onInterrupt.run();
    close();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // The others have to be closed all the same.
      LOG.atWarn().addKeyValue("part", part).setCause(e).log("a part does not close");
    }
  }
}
