package dev.bootc.rollout.plugin.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.NodeRoles;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.workflows.plan.ExpectedOrder;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.NodeOrder;
import dev.bootc.rollout.workflows.plan.NodeOrders;
import dev.bootc.rollout.workflows.plan.NodeTimes;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Surroundings;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the planner sees it, as far as its order turns on that: no more is asked of it here,
 * since for its reasons it would have to see what only the operator sees.
 */
final class PlannersEyes {
  private final BootcNodePool pool;
  private final Map<String, JsonNode> kubernetes = new HashMap<>();
  private final Set<String> lifelines;
  private final @Nullable NodeOrder order;

  PlannersEyes(BootcNodePool pool, JsonNode kubernetes, Set<String> lifelines) {
    this.pool = pool;
    this.lifelines = lifelines;
    kubernetes
        .path("items")
        .forEach(node -> this.kubernetes.put(node.at("/metadata/name").asText(), node));
    RolloutSpec rollout = pool.getSpec().rollout();
    order = rollout == null ? null : NodeOrders.of(rollout.order());
  }

  /**
   * Names of those that are to be started yet; none where nobody has said what the pool asks for.
   */
  List<String> order(List<BootcNode> nodes) {
    return image()
        .map(image ->
            ExpectedOrder.of(
                new PoolView(
                    target(image),
                    nodes.stream().map(this::view).toList(),
                    Set.of(),
                    null,
                    new Surroundings(
                        List.of(),
                        lifelines.stream()
                            .map(node -> new Lifeline(node, node, true, false))
                            .toList()))))
        .orElse(List.of());
  }

  private Optional<String> image() {
    String digest = pool.getStatus() == null ? null : pool.getStatus().targetDigest();
    if (digest == null) {
      return Optional.empty();
    }
    String ref = pool.getSpec().image().ref();
    int tag = ref.indexOf(':', ref.lastIndexOf('/') + 1);
    String name = ref.contains("@") ? ref.substring(0, ref.indexOf('@')) : ref;
    String bare = tag >= 0 && tag < name.length() ? name.substring(0, tag) : name;
    return Optional.of(Undone.insteadIn(pool).map(Object::toString).orElse(bare + "@" + digest));
  }

  private RolloutTarget target(String image) {
    return new RolloutTarget(
        pool.getMetadata().getName(),
        Objects.requireNonNullElse(pool.getMetadata().getUid(), ""),
        0,
        image,
        MaxUnavailable.ONE,
        null,
        null,
        null,
        order,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private NodeView view(BootcNode node) {
    JsonNode there = kubernetes.get(node.getMetadata().getName());
    return new NodeView(
        node.getMetadata().getName(),
        node.getSpec().desiredImage(),
        NodeState.of(node),
        "",
        Readiness.UNKNOWN,
        null,
        there != null && there.at("/spec/unschedulable").asBoolean(),
        there != null
            && NodeRoles.CONTROL_PLANE_LABELS.stream()
                .anyMatch(there.path("metadata").path("labels")::has),
        mark(node, BootcApi.IN_REBOOT_SLOT) == null ? null : new NodeView.Slot(null, true),
        Verdict.fromAnnotation(mark(node, BootcApi.VERDICT)).orElse(null),
        order == null || there == null ? null : order.place(labels(there)),
        NodeTimes.UNKNOWN,
        null,
        SkipMark.parse(mark(node, BootcApi.SKIP)).orElse(null),
        null);
  }

  private static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new HashMap<>();
    node.at("/metadata/labels")
        .propertyStream()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private static @Nullable String mark(BootcNode node, String key) {
    return WrittenAnnotation.valueOn(node, key);
  }
}
