package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long a slot stands idle: from the moment that a node is seen to be back on its image and
 * Ready to the next cordon in its pool.
 *
 * <p>With M slots the first M cordons take slots that nobody freed, and each later one takes the
 * slot that has been free for longest: so the n-th node back belongs to the (n + M)-th cordon.
 */
final class Turnaround implements Rule {

  private final Map<String, List<Instant>> cordons = new HashMap<>();
  private final Map<String, List<Instant>> backs = new HashMap<>();
  private final Map<String, Integer> slotsByPool = new HashMap<>();
  private final Map<String, String> bootIdWithSlot = new HashMap<>();

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (now == null) {
      return;
    }
    world
        .bootcNode(now.name())
        .filter(OfBootcNode::holdsSlot)
        .ifPresent(bootcNode -> {
          if (before != null && !before.cordoned() && now.cordoned()) {
            addCordon(at, bootcNode.pool(), world);
          }
          checkBack(at, now, bootcNode);
        });
  }

  @Override
  public void bootcNode(
      Instant at, @Nullable OfBootcNode before, @Nullable OfBootcNode now, World world) {
    if (now == null || !now.holdsSlot()) {
      return;
    }
    world
        .node(now.name())
        .ifPresent(node -> {
          if (before != null && !before.holdsSlot()) {
            bootIdWithSlot.put(now.name(), node.bootId());
          }
          checkBack(at, node, now);
        });
  }

  private void addCordon(Instant at, String pool, World world) {
    cordons.computeIfAbsent(pool, _ -> new ArrayList<>()).add(at);
    world
        .pool(pool)
        .ifPresent(found -> slotsByPool.put(pool, found.limit(world.members(pool).size())));
  }

  private void checkBack(Instant at, OfNode node, OfBootcNode bootcNode) {
    String bootId = bootIdWithSlot.get(node.name());
    if (bootId != null
        && !bootId.equals(node.bootId())
        && node.isReady()
        && bootcNode.runsWhatItShould()) {
      bootIdWithSlot.remove(node.name());
      backs.computeIfAbsent(bootcNode.pool(), _ -> new ArrayList<>()).add(at);
    }
  }

  /** All of them, in no particular order. */
  List<Duration> durations() {
    return cordons.keySet().stream().flatMap(pool -> durations(pool).stream()).toList();
  }

  private List<Duration> durations(String pool) {
    List<Instant> ready = backs.getOrDefault(pool, List.of()).stream().sorted().toList();
    List<Instant> taken = cordons.getOrDefault(pool, List.of()).stream().sorted().toList();
    int slots = slotsByPool.getOrDefault(pool, taken.size());
    return IntStream.range(0, Math.min(ready.size(), taken.size() - slots))
        .mapToObj(index -> Duration.between(ready.get(index), taken.get(index + slots)))
        .toList();
  }

  @Override
  public List<Violation> violations() {
    return List.of();
  }
}
