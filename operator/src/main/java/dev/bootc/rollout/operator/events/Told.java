package dev.bootc.rollout.operator.events;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names of what was told and is still seen; what has not been seen for longest is forgotten. */
final class Told {
  /** Ten of each of 5,000 nodes. */
  private static final int MOST = 50_000;

  private final Map<String, Boolean> names =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  /** Whether it had not been told. */
  synchronized boolean add(String name) {
    return names.put(name, true) == null;
  }

  synchronized boolean contains(String name) {
    return names.get(name) != null;
  }

  synchronized void remove(String name) {
    names.remove(name);
  }
}
