package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows what was undone and whom that does not concern, whatever anybody has written down. */
final class UndoneDigests {
  private final Map<String, Instant> since = new HashMap<>();

  /** How often each node had booted that ran the image of before when that was decided. */
  private final Map<String, Integer> untouched = new HashMap<>();

  /** What a person has called bad, and nobody has asked for since it was undone for that. */
  private final Set<String> calledBad = new HashSet<>();

  /** Of those, what was last called bad in the very words that were heard before. */
  private final Set<String> inOldWords = new HashSet<>();

  private @Nullable String heard;

  /** Over what nobody may have read yet, old words can come to stand: they say nothing. */
  void calledBad(String digest, String word) {
    calledBad.add(digest);
    if (word.equals(heard)) {
      inOldWords.add(digest);
    } else {
      inOldWords.remove(digest);
    }
  }

  void heard(String word) {
    heard = word;
  }

  /** A person wants it after all. */
  void wanted(String digest) {
    calledBad.remove(digest);
    inOldWords.remove(digest);
  }

  /** Fails where nobody has called that very image bad since somebody last wanted it. */
  void checkWord(String digest) {
    Invariant.UNDO.check(
        calledBad.contains(digest), "nobody has called " + digest + " bad, and it is undone");
  }

  /** Fails where it is asked for, and somebody called it bad. */
  void checkHeard(String digest) {
    Invariant.UNDO.check(
        !calledBad.contains(digest) || inOldWords.contains(digest),
        "somebody called " + digest + " bad, and it is not undone");
  }

  void undone(String digest, String to, World world) {
    since.putIfAbsent(digest, world.now());
    untouched.clear();
    world.nodes().stream()
        .filter(node -> node.host.running().equals(to) && !node.holdsSlot())
        .forEach(node -> untouched.put(node.name, node.host.boots()));
  }

  /** A person wants something else, or that very digest. */
  void forget() {
    since.clear();
    untouched.clear();
  }

  /** Fails where nobody has asked for it since it failed. The leader knows what it wrote itself. */
  void checkBegin(String digest) {
    Invariant.UNDO.check(
        !since.containsKey(digest),
        "a rollout begins to " + digest + ", which was undone at " + since.get(digest));
  }

  /** Fails where a node goes down for what was undone, or that need not go down to go back. */
  void checkSlot(SimulatedNode node, String digest, Instant now) {
    Instant undone = since.get(digest);
    Invariant.UNDO.check(
        undone == null || !undone.isBefore(now.minus(World.LONGEST_LAG)),
        node.name + " goes down for " + digest + ", which was undone at " + undone);
    boolean needNot =
        node.host.running().equals(digest)
            && Integer.valueOf(node.host.boots()).equals(untouched.get(node.name));
    Invariant.UNDO.check(!needNot, node.name + " goes down, and never left " + digest);
  }
}
