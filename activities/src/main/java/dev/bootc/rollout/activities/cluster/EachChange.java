package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** One action for additions, changes and deletions: whoever is woken looks at everything again. */
record EachChange<T>(Consumer<T> action) implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T added) {
    action.accept(added);
  }

  @Override
  public void onUpdate(T before, T after) {
    action.accept(after);
  }

  @Override
  public void onDelete(T deleted, boolean finalStateUnknown) {
    action.accept(deleted);
  }
}
