package dev.bootc.rollout.activities.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;

/**
 * Notes the names under which the stores of Nodes and BootcNodes change. A change and its note are
 * one step, so whoever sees an object in a store and asks afterwards is told of it, and of all that
 * came before it. The library's events come a moment later, and its index misses an object while it
 * changes.
 */
final class StoreWrites {
  private final Set<Noted> readers = new CopyOnWriteArraySet<>();

  /** The names of one reader. */
  private final class Noted implements TouchedNames {
    private final Set<String> names = new HashSet<>();

    @Override
    public Set<String> sinceLastTime() {
      synchronized (StoreWrites.this) {
        Set<String> noted = Set.copyOf(names);
        names.clear();
        return noted;
      }
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }

  synchronized <R> R write(String name, Supplier<R> change) {
    R before = change.get();
    readers.forEach(reader -> reader.names.add(name));
    return before;
  }

  /** All that is touched from now on. */
  TouchedNames read() {
    Noted reader = new Noted();
    readers.add(reader);
    return reader;
  }
}
