package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Does something once, at the first sight of an object of a pool. */
final class Trigger implements AutoCloseable {
  private final List<SharedIndexInformer<?>> informers;
  private final AtomicBoolean pulled = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Predicate<HasMetadata> moment;
  private final Runnable action;
  private final String pool;

  Trigger(KubernetesClient client, String pool, Predicate<HasMetadata> moment, Runnable action) {
    this.pool = pool;
    this.moment = moment;
    this.action = action;
    this.informers =
        List.of(
            client.resources(BootcNode.class).inform(new Watcher<>()),
            client.nodes().inform(new Watcher<>()),
            client.pods().inNamespace("default").inform(new Watcher<>()));
  }

  /** Whether the moment came and the action is done. */
  boolean awaitDone(long seconds) throws InterruptedException {
    return done.await(seconds, TimeUnit.SECONDS);
  }

  private void see(HasMetadata object) {
    if (object.getMetadata().getName().contains(pool + "-")
        && moment.test(object)
        && pulled.compareAndSet(false, true)) {
      action.run();
      done.countDown();
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private final class Watcher<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      see(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      see(after);
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {}
  }
}
