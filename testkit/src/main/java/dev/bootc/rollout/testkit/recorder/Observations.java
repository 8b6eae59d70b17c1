package dev.bootc.rollout.testkit.recorder;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything seen so far. Thread-safe: each kind's watch has a thread of its own. */
final class Observations {

  private final Clock clock;
  private final List<Observation> all = new ArrayList<>();
  private final List<Violation> gaps = new ArrayList<>();
  private final Map<Identity, Latest> latest = new HashMap<>();
  private final Map<Class<? extends Facts>, Long> newest = new HashMap<>();

  private record Identity(Class<? extends Facts> kind, String key) {
    static Identity of(Facts facts) {
      return new Identity(facts.getClass(), facts.key());
    }
  }

  private record Latest(long version, Facts facts) {}

  Observations(Clock clock) {
    this.clock = clock;
  }

  /** Takes in what a list or a watch says; what is known already is left out. */
  synchronized void seen(long version, Facts facts) {
    newest.merge(facts.getClass(), version, Math::max);
    Latest before = latest.get(Identity.of(facts));
    if (before != null && before.version() >= version) {
      return;
    }
    latest.put(Identity.of(facts), new Latest(version, facts));
    if (before == null || !before.facts().equals(facts)) {
      all.add(new Observation(version, clock.instant(), facts, false));
    }
  }

  synchronized void gone(long version, Facts facts) {
    if (latest.remove(Identity.of(facts)) != null) {
      all.add(new Observation(version, clock.instant(), facts, true));
    }
  }

  /** A watch broke off for good, and what followed until a new list is not known. */
  synchronized void gap(String sentence) {
    gaps.add(new Violation(clock.instant(), sentence));
  }

  /**
   * After a list: whatever is not in it went at an unknown moment before, after the latest that was
   * seen of its kind.
   */
  synchronized void onlyThese(Class<? extends Facts> kind, Set<String> keys, long listVersion) {
    List<Facts> missing =
        latest.entrySet().stream()
            .filter(entry -> entry.getKey().kind() == kind)
            .filter(entry -> !keys.contains(entry.getKey().key()))
            .map(entry -> entry.getValue().facts())
            .toList();
    missing.forEach(facts -> {
      long lastSure = newest.getOrDefault(kind, listVersion);
      all.add(new Observation(lastSure, clock.instant(), facts.perhapsGone(), false));
      gone(listVersion, facts);
    });
  }

  /** Whether everything in a list was seen in at least that version, and what it lacks is gone. */
  synchronized boolean hasCaughtUp(Class<? extends Facts> kind, Map<String, Long> versions) {
    Set<String> known =
        latest.keySet().stream()
            .filter(identity -> identity.kind() == kind)
            .map(Identity::key)
            .collect(Collectors.toCollection(HashSet::new));
    known.removeAll(versions.keySet());
    boolean allSeen =
        versions.entrySet().stream()
            .allMatch(entry -> isSeen(new Identity(kind, entry.getKey()), entry.getValue()));
    return known.isEmpty() && allSeen;
  }

  private boolean isSeen(Identity identity, long version) {
    Latest seen = latest.get(identity);
    return seen != null && seen.version() >= version;
  }

  synchronized List<Observation> all() {
    return List.copyOf(all);
  }

  synchronized List<Violation> gaps() {
    return List.copyOf(gaps);
  }
}
