package dev.bootc.rollout.testkit.recorder;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes sequences of observations, one resourceVersion and 10 ms apart. */
final class Scene {

  static final String OLD = digest("a");
  static final String NEW = digest("b");
  static final String NEWER = digest("c");

  private final List<Observation> observations = new ArrayList<>();
  private final Map<String, Facts.OfNode> nodes = new HashMap<>();
  private final Map<String, Facts.OfBootcNode> bootcNodes = new HashMap<>();
  private final Map<String, Facts.OfPod> pods = new HashMap<>();
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private long version;

  /** A pool that shall run {@link #NEW}, of nodes that have staged it and run {@link #OLD}. */
  static Scene ofStagedPool(String maxUnavailable, String... names) {
    Scene scene = new Scene();
    scene.pool(maxUnavailable, NEW);
    for (String name : names) {
      scene.show(new Facts.OfNode(name, false, true, "boot-1", true));
      scene.show(new Facts.OfBootcNode(name, "pool", false, Set.of(), NEW, false, Set.of(OLD)));
    }
    return scene;
  }

  static String digest(String letter) {
    return "sha256:" + letter.repeat(64);
  }

  Scene pool(String maxUnavailable, String digest) {
    return show(new Facts.OfPool("pool", maxUnavailable, digest));
  }

  /** A node of no pool that is ready and may be cordoned. */
  Scene loneNode(String node, boolean cordoned) {
    return show(new Facts.OfNode(node, cordoned, true, "boot-1", false));
  }

  Scene poolGone() {
    return add(new Facts.OfPool("pool", "1", NEW), true);
  }

  Scene slotTaken(String node) {
    Facts.OfBootcNode old = bootcNode(node);
    return show(
        new Facts.OfBootcNode(
            node,
            old.pool(),
            true,
            Set.of("bootc.dev/in-reboot-slot", "bootc.dev/was-cordoned"),
            old.desiredDigest(),
            old.approved(),
            old.bootedDigests()));
  }

  Scene slotFreed(String node) {
    Facts.OfBootcNode old = bootcNode(node);
    return show(
        new Facts.OfBootcNode(
            node,
            old.pool(),
            false,
            Set.of(),
            old.desiredDigest(),
            old.approved(),
            old.bootedDigests()));
  }

  Scene approved(String node) {
    return wanted(node, bootcNode(node).desiredDigest(), true);
  }

  Scene wanted(String node, String digest, boolean approved) {
    Facts.OfBootcNode old = bootcNode(node);
    return show(
        new Facts.OfBootcNode(
            node,
            old.pool(),
            old.holdsSlot(),
            old.slotRemains(),
            digest,
            approved,
            old.bootedDigests()));
  }

  Scene reports(String node, String bootedDigest) {
    Facts.OfBootcNode old = bootcNode(node);
    return show(
        new Facts.OfBootcNode(
            node,
            old.pool(),
            old.holdsSlot(),
            old.slotRemains(),
            old.desiredDigest(),
            old.approved(),
            Set.of(bootedDigest)));
  }

  Scene cordoned(String node, boolean cordoned) {
    Facts.OfNode old = node(node);
    return show(new Facts.OfNode(node, cordoned, old.ready(), old.bootId(), old.managed()));
  }

  Scene ready(String node, @Nullable Boolean ready) {
    Facts.OfNode old = node(node);
    return show(new Facts.OfNode(node, old.cordoned(), ready, old.bootId(), old.managed()));
  }

  Scene booted(String node, String bootId) {
    Facts.OfNode old = node(node);
    return show(new Facts.OfNode(node, old.cordoned(), old.ready(), bootId, old.managed()));
  }

  Scene managed(String node, boolean managed) {
    Facts.OfNode old = node(node);
    return show(new Facts.OfNode(node, old.cordoned(), old.ready(), old.bootId(), managed));
  }

  Scene bootcNodeGone(String node) {
    return add(bootcNode(node), true);
  }

  /** A healthy pod with the label {@code app=web}. */
  Scene pod(String name, String node) {
    return show(pod(name, node, true, true, false));
  }

  Scene daemonPod(String name, String node) {
    return show(pod(name, node, false, true, false));
  }

  Scene podTerminates(String name) {
    Facts.OfPod old = requireNonNull(pods.get(name));
    return show(pod(name, old.node(), old.evictable(), old.ready(), true));
  }

  Scene podGone(String name) {
    return add(requireNonNull(pods.get(name)), true);
  }

  Scene budgetOverWeb(int desiredHealthy) {
    return show(
        new Facts.OfBudget(
            "shop",
            "web",
            new LabelSelectorBuilder().addToMatchLabels("app", "web").build(),
            desiredHealthy));
  }

  /** All five steps of a node's update to what it is asked for. */
  Scene updated(String node) {
    return slotTaken(node)
        .cordoned(node, true)
        .approved(node)
        .comesBack(node)
        .cordoned(node, false)
        .slotFreed(node);
  }

  /** Reboots into what was asked for. */
  Scene comesBack(String node) {
    String boot = "boot-" + (Integer.parseInt(node(node).bootId().substring(5)) + 1);
    return ready(node, false)
        .booted(node, boot)
        .reports(node, bootcNode(node).desiredDigest())
        .ready(node, true);
  }

  Scene later(Duration time) {
    now = now.plus(time);
    return this;
  }

  Findings soFar() {
    return Judge.judgeSoFar(observations, List.of());
  }

  Findings atTheEnd() {
    return Judge.judgeAtTheEnd(observations, List.of(), now);
  }

  /** The same observations, handed over in another order than they were stored in. */
  Findings atTheEndReversed() {
    return Judge.judgeAtTheEnd(observations.reversed(), List.of(), now);
  }

  private Scene show(Facts facts) {
    switch (facts) {
      case Facts.OfNode node -> nodes.put(node.name(), node);
      case Facts.OfBootcNode node -> bootcNodes.put(node.name(), node);
      case Facts.OfPod pod -> pods.put(pod.name(), pod);
      case Facts.OfPool _, Facts.OfBudget _ -> {
        // Not changed by any step.
      }
    }
    return add(facts, false);
  }

  private Scene add(Facts facts, boolean gone) {
    version++;
    now = now.plusMillis(10);
    observations.add(new Observation(version, now, facts, gone));
    return this;
  }

  private static Facts.OfPod pod(
      String name, String node, boolean evictable, boolean ready, boolean terminating) {
    return new Facts.OfPod(
        "shop",
        name,
        "uid-" + name,
        node,
        Map.of("app", "web"),
        evictable,
        ready,
        terminating,
        false);
  }

  private Facts.OfNode node(String name) {
    return requireNonNull(nodes.get(name));
  }

  private Facts.OfBootcNode bootcNode(String name) {
    return requireNonNull(bootcNodes.get(name));
  }
}
