package dev.bootc.rollout.operator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process is made of and has to close at its end, in the opposite order of its start. A part
 * that cannot be closed keeps no other from it.
 */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Closes the part with the others, or at once where those have been closed already. */
  <T extends AutoCloseable> T keep(T part) {
    synchronized (this) {
      if (!closed) {
        open.push(part);
        return part;
      }
    }
    close(part);
    return part;
  }

  /** All of it or nothing: where that fails, what was begun of it is closed at once. */
  void begin(Consumer<Parts> work) {
    Parts begun = keep(new Parts());
    try {
      work.accept(begun);
    } catch (RuntimeException | Error failed) {
      begun.close();
      throw failed;
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> toClose;
    synchronized (this) {
      closed = true;
      toClose = List.copyOf(open);
      open.clear();
    }
    toClose.forEach(Parts::close);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error failed) {
      LOG.atWarn().setCause(failed).addKeyValue("part", part).log("could not be closed");
    }
  }
}
