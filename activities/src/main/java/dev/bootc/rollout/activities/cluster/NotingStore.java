package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.UnaryOperator;

/** A store whose changes are noted. */
final class NotingStore<T extends HasMetadata> extends TrimmingStore<T> {
  private final StoreWrites writes;

  NotingStore(UnaryOperator<T> trim, StoreWrites writes) {
    super(trim);
    this.writes = writes;
  }

  @Override
  public T put(String key, T item) {
    return writes.write(key, () -> super.put(key, item));
  }

  @Override
  public T remove(String key) {
    return writes.write(key, () -> super.remove(key));
  }
}
