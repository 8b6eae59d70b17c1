package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * No node of a pool becomes unavailable (cordoned or not Ready) while {@code maxUnavailable} others
 * already are.
 */
final class BudgetRule implements Rule {

  /** A limit that was lowered a moment ago may not have reached whoever acts. */
  private static final Duration LIMIT_LINGERS = Duration.ofSeconds(2);

  private final Map<String, Lowered> lowered = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private record Lowered(Instant at, OfPool before) {}

  @Override
  public void pool(Instant at, @Nullable OfPool before, @Nullable OfPool now, World world) {
    if (before != null && now != null && !before.maxUnavailable().equals(now.maxUnavailable())) {
      lowered.put(now.name(), new Lowered(at, before));
    }
  }

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (before == null || now == null || before.isUnavailable() || !now.isUnavailable()) {
      return;
    }
    world.poolOf(now.name()).ifPresent(pool -> check(at, now, pool, world));
  }

  private void check(Instant at, OfNode node, OfPool pool, World world) {
    List<OfNode> members = world.members(pool.name());
    List<String> unavailable =
        members.stream().filter(OfNode::isUnavailable).map(OfNode::name).toList();
    int limit = limit(at, pool, members.size());
    if (unavailable.size() > limit) {
      violations.add(
          new Violation(
              at,
              "Node %s of pool %s became %s, the number of unavailable nodes then being %d of at most %d: %s"
                  .formatted(
                      node.name(),
                      pool.name(),
                      node.cordoned() ? "cordoned" : "not Ready",
                      unavailable.size(),
                      limit,
                      unavailable.stream().collect(Collectors.joining(", ")))));
    }
  }

  private int limit(Instant at, OfPool pool, int nodes) {
    Lowered change = lowered.get(pool.name());
    int limit = pool.limit(nodes);
    return change != null && at.isBefore(change.at().plus(LIMIT_LINGERS))
        ? Math.max(limit, change.before().limit(nodes))
        : limit;
  }

  @Override
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
