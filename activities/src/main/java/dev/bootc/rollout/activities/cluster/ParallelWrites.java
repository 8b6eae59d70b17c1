package dev.bootc.rollout.activities.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Writes to a server side by side, whoever asks for them. */
public final class ParallelWrites implements AutoCloseable {

  /**
   * The API server takes about 300 patches a second on two cores; more at a time only queue up
   * there, and it has to have time for others.
   */
  private static final int AT_A_TIME = 16;

  private final ExecutorService writers =
      Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("writes-", 0).factory());

  /** See {@link #all(List, Consumer)}. */
  public <T> List<T> all(List<Callable<T>> writes) {
    return all(writes, _ -> {});
  }

  /**
   * Returns what the writes return, in their order. All are tried, because one object that refuses
   * must not keep others from being written; then the first failure is thrown as it is.
   *
   * @param written is told of each result, in the same order; where it throws, what was not written
   *     by then is left
   */
  public <T> List<T> all(List<Callable<T>> writes, Consumer<T> written) {
    List<Future<T>> begun = writes.stream().map(writers::submit).toList();
    List<T> results = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    try {
      for (Future<T> write : begun) {
        try {
          T result = write.get();
          results.add(result);
          written.accept(result);
        } catch (ExecutionException failed) {
          failures.add(failed.getCause());
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped in the middle of writes", stopping);
    } finally {
      begun.forEach(write -> write.cancel(true));
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst() instanceof RuntimeException first
          ? first
          : new IllegalStateException(failures.getFirst());
    }
    return results;
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
