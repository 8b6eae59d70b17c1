package dev.bootc.rollout.activities.cluster;

import java.util.HashSet;
import java.util.Optional;
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
  /**
   * More than most clusters have nodes. Where nodes come and go, each under a name of its own, one
   * who does not ask for days would be told of all that ever were.
   */
  static final int MOST_NAMES = 10_000;

  private final Set<Noted> readers = new CopyOnWriteArraySet<>();

  /** The names of one reader. */
  private final class Noted implements TouchedNames {
    private Set<String> names = new HashSet<>();
    private boolean everything;

    @Override
    public Optional<Set<String>> sinceLastTime() {
      synchronized (StoreWrites.this) {
        Optional<Set<String>> noted =
            everything ? Optional.empty() : Optional.of(Set.copyOf(names));
        begin(false);
        return noted;
      }
    }

    private void note(String name) {
      if (!everything) {
        names.add(name);
        if (names.size() > MOST_NAMES) {
          begin(true);
        }
      }
    }

    /** A new set: a cleared one keeps the room that it once needed. */
    private void begin(boolean withEverything) {
      names = new HashSet<>();
      everything = withEverything;
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }

  synchronized <R> R write(String name, Supplier<R> change) {
    R before = change.get();
    readers.forEach(reader -> reader.note(name));
    return before;
  }

  /** All that is touched from now on. */
  TouchedNames read() {
    Noted reader = new Noted();
    readers.add(reader);
    return reader;
  }
}
