package dev.bootc.rollout.testkit.kubelet;

import dev.bootc.rollout.testkit.kubelet.ApiWriter.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once that the API server takes no writes, and once that it does again: a fleet that tries
 * each of its writes every second would tell it hundreds of times.
 */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  private final String writer;
  private final AtomicLong lost = new AtomicLong();

  Outages(String writer) {
    this.writer = writer;
  }

  void answered(@Nullable Throwable failure) {
    if (failure == null) {
      end();
    } else if (isAboutTheObject(failure)) {
      end();
      LOG.atWarn().addKeyValue("writer", writer).setCause(failure).log("a write is refused");
    } else if (lost.getAndIncrement() == 0) {
      LOG.atWarn()
          .addKeyValue("writer", writer)
          .setCause(failure)
          .log("the API server takes no writes");
    }
  }

  private void end() {
    long during = lost.getAndSet(0);
    if (during > 0) {
      LOG.atInfo()
          .addKeyValue("writer", writer)
          .addKeyValue("lost", during)
          .log("the API server takes writes again");
    }
  }

  private static boolean isAboutTheObject(Throwable failure) {
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    return cause instanceof RefusedException refused && refused.isAboutTheObject();
  }
}
