package dev.bootc.rollout.testkit.recorder;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows all objects of a kind: a list, then a watch from there. Where the watch cannot go on (the
 * API server forgot the versions in between), a gap is noted and it begins anew.
 */
final class KindWatch<T extends HasMetadata, L extends KubernetesResourceList<T>>
    implements Watcher<T>, AutoCloseable {

  private final AnyNamespaceOperation<T, L, ?> objects;
  private final Class<? extends Facts> kind;
  private final Function<T, Facts> projection;
  private final Observations observations;
  private final Executor executor;
  private @Nullable Watch watch;
  private boolean closed;

  KindWatch(
      AnyNamespaceOperation<T, L, ?> objects,
      Class<? extends Facts> kind,
      Function<T, Facts> projection,
      Observations observations,
      Executor executor) {
    this.objects = objects;
    this.kind = kind;
    this.projection = projection;
    this.observations = observations;
    this.executor = executor;
  }

  synchronized void start() {
    if (closed) {
      return;
    }
    L list = objects.list();
    String version = list.getMetadata().getResourceVersion();
    Map<String, Long> listed = versions(list);
    observations.onlyThese(kind, listed.keySet(), Long.parseLong(version));
    list.getItems().forEach(object -> observations.seen(version(object), projection.apply(object)));
    watch = objects.watch(new ListOptionsBuilder().withResourceVersion(version).build(), this);
  }

  /** Whether everything that a list made now shows was seen. */
  boolean hasCaughtUp() {
    return observations.hasCaughtUp(kind, versions(objects.list()));
  }

  @Override
  public void eventReceived(Action action, T object) {
    switch (action) {
      case ADDED, MODIFIED -> observations.seen(version(object), projection.apply(object));
      case DELETED -> observations.gone(version(object), projection.apply(object));
      case BOOKMARK -> {
        // Carries no object.
      }
      case ERROR -> observations.gap(kind.getSimpleName() + ": the API server reports an error");
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    observations.gap(kind.getSimpleName() + ": the watch broke off: " + cause.getMessage());
    executor.execute(this::start);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
  }

  private Map<String, Long> versions(L list) {
    return list.getItems().stream()
        .collect(Collectors.toMap(object -> projection.apply(object).key(), KindWatch::version));
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
