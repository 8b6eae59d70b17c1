package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfBudget;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPod;
import dev.bootc.rollout.testkit.recorder.Facts.OfPool;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cluster as it stood after the latest observation; tells the rules of every change. */
final class World {

  private final SortedMap<String, OfNode> nodes = new TreeMap<>();
  private final SortedMap<String, OfBootcNode> bootcNodes = new TreeMap<>();
  private final SortedMap<String, OfPool> pools = new TreeMap<>();
  private final Map<String, OfBudget> budgets = new HashMap<>();
  private final Map<String, OfPod> pods = new HashMap<>();
  private final Map<String, Set<String>> podsByNode = new HashMap<>();
  private final Map<String, Set<String>> membersByPool = new HashMap<>();

  /** Takes the observation in, then shows it to the rules. */
  void apply(Observation seen, List<Rule> rules) {
    Instant at = seen.at();
    switch (seen.facts()) {
      case OfNode node -> {
        OfNode before = replace(nodes, node, seen.gone());
        rules.forEach(rule -> rule.node(at, before, now(node, seen), this));
      }
      case OfBootcNode bootcNode -> {
        OfBootcNode before = replace(bootcNodes, bootcNode, seen.gone());
        index(membersByPool, before == null ? "" : before.pool(), bootcNode.name(), true);
        index(membersByPool, bootcNode.pool(), bootcNode.name(), seen.gone());
        rules.forEach(rule -> rule.bootcNode(at, before, now(bootcNode, seen), this));
      }
      case OfPool pool -> {
        OfPool before = replace(pools, pool, seen.gone());
        rules.forEach(rule -> rule.pool(at, before, now(pool, seen), this));
      }
      case OfPod pod -> {
        OfPod before = replace(pods, pod, seen.gone());
        index(podsByNode, before == null ? "" : before.node(), pod.key(), true);
        index(podsByNode, pod.node(), pod.key(), seen.gone());
        rules.forEach(rule -> rule.pod(at, before, now(pod, seen), this));
      }
      case OfBudget budget -> replace(budgets, budget, seen.gone());
    }
  }

  Map<String, OfNode> nodes() {
    return nodes;
  }

  Map<String, OfBootcNode> bootcNodes() {
    return bootcNodes;
  }

  Optional<OfNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  Optional<OfBootcNode> bootcNode(String name) {
    return Optional.ofNullable(bootcNodes.get(name));
  }

  Optional<OfPool> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The pool that a node belongs to, if it belongs to one. */
  Optional<OfPool> poolOf(String node) {
    return bootcNode(node).flatMap(bootcNode -> pool(bootcNode.pool()));
  }

  /** The nodes of a pool, by name. */
  List<OfNode> members(String pool) {
    return membersByPool.getOrDefault(pool, Set.of()).stream()
        .sorted()
        .flatMap(name -> node(name).stream())
        .toList();
  }

  List<OfPod> podsAtRiskOn(String node) {
    return podsByNode.getOrDefault(node, Set.of()).stream()
        .sorted()
        .flatMap(key -> Optional.ofNullable(pods.get(key)).stream())
        .filter(pod -> pod.isAtRiskOn(node))
        .toList();
  }

  List<OfBudget> budgetsOver(OfPod pod) {
    return budgets.values().stream().filter(budget -> budget.covers(pod)).toList();
  }

  long healthyPods(OfBudget budget) {
    return pods.values().stream().filter(pod -> pod.isHealthy() && budget.covers(pod)).count();
  }

  private static <T extends Facts> @Nullable T replace(Map<String, T> all, T facts, boolean gone) {
    return gone ? all.remove(facts.key()) : all.put(facts.key(), facts);
  }

  private static <T extends Facts> @Nullable T now(T facts, Observation seen) {
    return seen.gone() ? null : facts;
  }

  private static void index(
      Map<String, Set<String>> index, String under, String key, boolean remove) {
    if (under.isEmpty()) {
      return;
    }
    Set<String> keys = index.computeIfAbsent(under, _ -> new HashSet<>());
    if (remove) {
      keys.remove(key);
    } else {
      keys.add(key);
    }
  }
}
