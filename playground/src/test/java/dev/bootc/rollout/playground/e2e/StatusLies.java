package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.playground.e2e.ChaosSteering.Wish;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a pool's status says that is not so, each as a sentence that stays the same as it lasts. */
final class StatusLies {
  private static final Set<String> ENDS =
      Set.of(RolloutPhase.COMPLETED.text(), RolloutPhase.CANCELLED.text());

  private final Set<String> lies = new TreeSet<>();

  private StatusLies() {}

  /**
   * All of one moment.
   *
   * @param nodes those that carry the pool's label
   */
  static Set<String> of(
      BootcNodePoolStatus status, List<BootcNode> bootcNodes, Set<String> nodes, Wish wish) {
    StatusLies found = new StatusLies();
    found.counts(status, nodes.size(), wish);
    found.updated(status, bootcNodes, nodes, wish);
    if (status.rollout() == null) {
      found.lies.add("is silent about the rollout");
    } else {
      found.slots(status.rollout(), slotHolders(bootcNodes));
      found.steering(status.rollout(), wish);
    }
    return found.lies;
  }

  private void updated(
      BootcNodePoolStatus status, List<BootcNode> bootcNodes, Set<String> nodes, Wish wish) {
    int updated =
        (int)
            bootcNodes.stream()
                .filter(node -> nodes.contains(node.getMetadata().getName()))
                .filter(node -> hasBooted(node, wish.image()))
                .count();
    if (!Integer.valueOf(updated).equals(status.updatedCount())) {
      lies.add("counts %s as updated, there are %d".formatted(status.updatedCount(), updated));
    }
  }

  private static boolean hasBooted(BootcNode node, String image) {
    BootcNodeStatus status = node.getStatus();
    return status != null && status.booted() != null && status.booted().is(image);
  }

  private void counts(BootcNodePoolStatus status, int nodes, Wish wish) {
    String digest = digest(wish);
    if (!Integer.valueOf(nodes).equals(status.nodeCount())) {
      lies.add("counts %s nodes, there are %d".formatted(status.nodeCount(), nodes));
    }
    if (!digest.equals(status.targetDigest())) {
      lies.add("names target %s, asked for is %s".formatted(status.targetDigest(), digest));
    }
  }

  private void slots(RolloutStatus rollout, Map<String, String> holders) {
    Map<String, String> told =
        rollout.inFlight().stream()
            .collect(
                Collectors.toMap(
                    NodeProgress::node, StatusLies::said, (one, _) -> one, TreeMap::new));
    holders.forEach((node, since) -> {
      if (!told.containsKey(node)) {
        lies.add("is silent about %s, in its slot since %s".formatted(node, since));
      }
    });
    told.keySet().removeAll(holders.keySet());
    told.forEach((node, said) ->
        lies.add("names %s in flight%s, which holds no slot".formatted(node, said)));
  }

  /** Only who holds a slot does so since some time. */
  private static String said(NodeProgress node) {
    return node.since() == null ? " (" + node.state() + ")" : "";
  }

  private void steering(RolloutStatus rollout, Wish wish) {
    boolean over = ENDS.contains(rollout.phase());
    if (!digest(wish).equals(rollout.digest())) {
      lies.add("is about a rollout to %s, asked for is %s".formatted(rollout.digest(), wish));
    }
    if (wish.cancelled() && !over) {
      lies.add("does not say that the rollout was cancelled");
    }
    if (over || wish.cancelled()) {
      return;
    }
    boolean shown = rollout.pausedSince() != null;
    boolean bySignal = wish.signal() == Wish.Signal.PAUSED;
    if (!shown && (wish.paused() || bySignal)) {
      lies.add("does not say that it is paused");
    }
    if (shown && !wish.paused() && wish.signal() == Wish.Signal.NOT_PAUSED) {
      lies.add("says that it is paused, after it was resumed");
    }
  }

  private static Map<String, String> slotHolders(List<BootcNode> nodes) {
    Map<String, String> holders = new TreeMap<>();
    for (BootcNode node : nodes) {
      Map<String, String> annotations = TestPool.annotations(node);
      if (annotations.containsKey(BootcApi.IN_REBOOT_SLOT)) {
        holders.put(
            node.getMetadata().getName(), annotations.getOrDefault(BootcApi.SLOT_SINCE, "ever"));
      }
    }
    return holders;
  }

  private static String digest(Wish wish) {
    return ImageDigest.in(wish.image()).orElseThrow().text();
  }
}
