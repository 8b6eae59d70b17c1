package dev.bootc.rollout.playground.e2e;

import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What people do to nodes by {@code kubectl}, and take back in the end. */
final class ChaosPeople {
  /** More would use up the budget, and nothing happened any more. */
  private static final int MOST_CORDONS = 2;

  private final KubernetesClient client;
  private final String name;
  private final TestPool pool;
  private final LightFleet fleet;
  private final Chaos chaos;
  private final Set<String> cordoned = new LinkedHashSet<>();
  private final List<Act> cordons = new ArrayList<>();
  private final List<Act> uncordons = new ArrayList<>();

  /** Something done to a node. */
  record Act(Instant at, String node) {}

  ChaosPeople(KubernetesClient client, String name, TestPool pool, LightFleet fleet, Chaos chaos) {
    this.client = client;
    this.name = name;
    this.pool = pool;
    this.fleet = fleet;
    this.chaos = chaos;
  }

  /** A node that the rollout has not got to. */
  void cordon() {
    if (cordoned.size() < MOST_CORDONS) {
      List<String> holders = pool.slotHolders();
      any(node -> !cordoned(node) && !holders.contains(node.getMetadata().getName()))
          .ifPresent(node -> {
            chaos.tell("cordons " + node);
            cordons.add(new Act(Instant.now(), node));
            setUnschedulable(node, "true");
            cordoned.add(node);
          });
    }
  }

  /** A node in its slot; one that may reboot at any moment is left alone. */
  void uncordon() {
    List<String> notApproved =
        pool.bootcNodes().stream()
            .filter(node -> node.getSpec().desiredImageState() == DesiredImageState.STAGED)
            .map(node -> node.getMetadata().getName())
            .toList();
    any(node ->
            cordoned(node)
                && notApproved.contains(node.getMetadata().getName())
                && !cordoned.contains(node.getMetadata().getName()))
        .ifPresent(this::uncordon);
  }

  private void uncordon(String node) {
    chaos.tell("uncordons " + node);
    uncordons.add(new Act(Instant.now(), node));
    setUnschedulable(node, "null");
  }

  void deleteBootcNode() {
    List<String> holders = pool.slotHolders();
    // Of a node in its slot in one of two cases.
    boolean inSlot = chaos.random().nextBoolean();
    any(node -> !inSlot || holders.contains(node.getMetadata().getName()))
        .ifPresent(node -> {
          chaos.tell("deletes BootcNode " + node);
          client.resources(BootcNode.class).withName(node).delete();
        });
  }

  void takeOutOfThePoolForAWhile() {
    any(_ -> true)
        .ifPresent(node -> {
          chaos.tell("takes " + node + " out of the pool");
          label(node, "elsewhere");
          chaos.pauseAtMost(2_000);
          chaos.tell("puts " + node + " into the pool");
          label(node, name);
        });
  }

  void deleteNodeForAWhile() {
    any(_ -> true)
        .ifPresent(node -> {
          chaos.tell("deletes Node " + node);
          client.nodes().withName(node).delete();
          cordoned.remove(node);
          chaos.pauseAtMost(2_000);
          // A machine that is just booting registers once it is up.
          await().until(() -> fleet.registerAgain(node));
          chaos.tell("registered Node " + node);
        });
  }

  /** Lifts what they cordoned. */
  void putBack() {
    for (String node : cordoned) {
      uncordon(node);
    }
    cordoned.clear();
  }

  /** Whoever lifts a cordon in a slot has to close it again: the rollout waits, and says so. */
  void doAsTold() {
    for (BootcNode node : pool.bootcNodes()) {
      String holder = node.getMetadata().getName();
      String why = TestPool.annotations(node).getOrDefault(BootcApi.WAITS_FOR, "");
      if (why.contains("kubectl cordon " + holder)
          && pool.nodes().stream().anyMatch(each -> isOpen(each, holder))) {
        chaos.tell("cordons " + holder + ", as it is told");
        setUnschedulable(holder, "true");
      }
    }
  }

  private static boolean isOpen(Node node, String name) {
    return name.equals(node.getMetadata().getName()) && !cordoned(node);
  }

  List<Act> cordons() {
    return List.copyOf(cordons);
  }

  List<Act> uncordons() {
    return List.copyOf(uncordons);
  }

  private Optional<String> any(Predicate<Node> which) {
    List<String> nodes =
        pool.nodes().stream()
            .filter(which)
            .map(node -> node.getMetadata().getName())
            .sorted()
            .toList();
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(nodes.get(chaos.random().nextInt(nodes.size())));
  }

  private static boolean cordoned(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  private void setUnschedulable(String node, String value) {
    patch(node, "{\"spec\":{\"unschedulable\":" + value + "}}");
  }

  private void label(String node, String value) {
    patch(node, "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(TestPool.LABEL, value));
  }

  private void patch(String node, String body) {
    client.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), body);
  }
}
