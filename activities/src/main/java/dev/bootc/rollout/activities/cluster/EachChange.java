package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * One action for additions, changes and deletions: whoever is woken looks at everything again.
 *
 * @param isNone whether what looks like a change is none
 */
record EachChange<T>(Consumer<T> action, BiPredicate<T, T> isNone)
    implements ResourceEventHandler<T> {

  EachChange(Consumer<T> action) {
    this(action, (_, _) -> false);
  }

  @Override
  public void onAdd(T added) {
    action.accept(added);
  }

  @Override
  public void onUpdate(T before, T after) {
    if (!isNone.test(before, after)) {
      action.accept(after);
    }
  }

  @Override
  public void onDelete(T deleted, boolean finalStateUnknown) {
    action.accept(deleted);
  }
}
