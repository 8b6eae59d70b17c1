package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is known of each pool from one question to the next, for as long as there is the pool. Who
 * asks for a pool that does not exist, under whatever name, leaves nothing behind.
 */
final class KeptByPool<T> implements ClusterCache.Listener {
  private final ClusterCache cluster;
  private final Function<String, T> make;
  private final Consumer<T> close;
  private final Map<String, T> kept = new ConcurrentHashMap<>();

  private KeptByPool(ClusterCache cluster, Function<String, T> make, Consumer<T> close) {
    this.cluster = cluster;
    this.make = make;
    this.close = close;
  }

  /** Of the pools of that cache, from now on. */
  static <T> KeptByPool<T> in(ClusterCache cluster, Function<String, T> make, Consumer<T> close) {
    KeptByPool<T> kept = new KeptByPool<>(cluster, make, close);
    cluster.listen(kept);
    return kept;
  }

  <R> R ask(String pool, Function<T, R> question) {
    R answer = question.apply(kept.computeIfAbsent(pool, make));
    forgetIfGone(pool);
    return answer;
  }

  /** Of a pool of which nothing is kept nothing needs to be known. */
  void tell(String pool, Consumer<T> news) {
    Optional.ofNullable(kept.get(pool)).ifPresent(news);
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    forgetIfGone(pool.getMetadata().getName());
  }

  private void forgetIfGone(String pool) {
    if (cluster.pool(pool).isEmpty()) {
      Optional.ofNullable(kept.remove(pool)).ifPresent(close);
    }
  }
}
