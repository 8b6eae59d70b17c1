package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** At the end every node can be scheduled on as before, and nothing of a slot or a pool is left. */
final class FinalState implements Rule {

  private final Map<String, Boolean> cordonedAtFirst = new HashMap<>();

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (before == null && now != null) {
      cordonedAtFirst.put(now.name(), now.cordoned());
    }
  }

  /** A rollout that is under way breaks nothing of this. */
  @Override
  public List<Violation> violations() {
    return List.of();
  }

  List<Violation> violationsAtTheEnd(Instant at, World world) {
    List<Violation> violations = new ArrayList<>();
    world.nodes().values().forEach(node -> checkNode(at, node, world, violations));
    world.bootcNodes().values().forEach(node -> checkBootcNode(at, node, world, violations));
    return violations;
  }

  private void checkNode(Instant at, OfNode node, World world, List<Violation> violations) {
    boolean before = cordonedAtFirst.getOrDefault(node.name(), false);
    if (node.cordoned() != before) {
      violations.add(
          new Violation(
              at,
              "Node %s is left %s, and was %s at first"
                  .formatted(node.name(), cordon(node.cordoned()), cordon(before))));
    }
    if (node.managed() && world.bootcNode(node.name()).isEmpty()) {
      violations.add(
          new Violation(
              at, "Node " + node.name() + " is left labelled as managed, and has no BootcNode"));
    }
  }

  private static void checkBootcNode(
      Instant at, OfBootcNode bootcNode, World world, List<Violation> violations) {
    if (!bootcNode.slotRemains().isEmpty()) {
      violations.add(
          new Violation(
              at,
              "BootcNode %s is left with %s"
                  .formatted(
                      bootcNode.name(),
                      String.join(", ", bootcNode.slotRemains().stream().sorted().toList()))));
    }
    if (world.pool(bootcNode.pool()).isEmpty()) {
      violations.add(
          new Violation(at, "BootcNode " + bootcNode.name() + " is left without its pool"));
    }
  }

  private static String cordon(boolean cordoned) {
    return cordoned ? "cordoned" : "schedulable";
  }
}
