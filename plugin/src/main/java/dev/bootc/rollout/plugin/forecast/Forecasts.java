package dev.bootc.rollout.plugin.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.plugin.forecast.Forecast.Expected;
import dev.bootc.rollout.plugin.forecast.Forecast.Turn;
import dev.bootc.rollout.plugin.view.PoolView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who is next, in the planner's own order; whether anything starts at all, and why a node waits, as
 * the status says it, since only the operator sees all that this turns on.
 */
public final class Forecasts {
  /** What closes a pool as a whole, so that no other node starts before it is mended or over. */
  private static final Set<Kind> CLOSED =
      EnumSet.of(
          Kind.INVALID_SPEC,
          Kind.TEMPORAL_UNAVAILABLE,
          Kind.NOBODY_PLANS,
          Kind.WORKFLOW_STUCK,
          Kind.SPEC_NOT_TAKEN,
          Kind.CANCELLED,
          Kind.HALTED,
          Kind.PAUSED,
          Kind.DEPENDS_IN_VAIN,
          Kind.DEPENDS_ON,
          Kind.STEP_TOO_LARGE,
          Kind.WAITING_FOR_APPROVAL,
          Kind.SOAKING,
          Kind.WAITING_FOR_AGE,
          Kind.WAITING_FOR_WINDOW,
          Kind.GATE_ERROR);

  private final PoolView view;
  private final Map<String, String> reasons = new HashMap<>();
  private final Map<String, NodeProgress> inFlight = new HashMap<>();
  private final Map<String, NodeProgress> failed = new HashMap<>();

  private Forecasts(PoolView view) {
    this.view = view;
    view.inFlight().forEach(node -> inFlight.put(node.node(), node));
    view.failed().forEach(node -> failed.put(node.node(), node));
    for (WaitingNodes group : view.waiting()) {
      group.nodes().forEach(node -> reasons.put(node, group.reason()));
    }
  }

  /**
   * Of a pool.
   *
   * @param nodes its BootcNodes
   * @param kubernetes the Nodes as the API server gives them; missing where they cannot be read
   * @param lifelines names of nodes that the rollout itself runs on
   * @param unread what could not be read
   */
  public static Forecast of(
      BootcNodePool pool,
      List<BootcNode> nodes,
      JsonNode kubernetes,
      Set<String> lifelines,
      List<String> unread) {
    PoolView view = PoolView.of(pool);
    List<String> order = new PlannersEyes(pool, kubernetes, lifelines).order(nodes);
    return new Forecasts(view).of(pool, nodes, order, unread);
  }

  private Forecast of(
      BootcNodePool pool, List<BootcNode> nodes, List<String> order, List<String> unread) {
    boolean nothing = startsNothing();
    int free =
        nothing || view.allowed() == null ? 0 : Math.max(0, view.allowed() - inFlight.size());
    Map<String, BootcNode> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.getMetadata().getName(), node));
    List<Expected> toCome = new ArrayList<>();
    for (String name : order) {
      BootcNode node = Objects.requireNonNull(byName.get(name), name);
      if (turnBesides(name, node).isEmpty()) {
        boolean next = toCome.size() < free;
        toCome.add(
            new Expected(
                name, next ? Turn.NEXT : Turn.LATER, toCome.size() + 1, why(node, name), null));
      }
    }
    List<Expected> all = new ArrayList<>(besides(nodes, Turn.IN_FLIGHT));
    all.addAll(toCome);
    all.addAll(besides(nodes, Turn.FAILED));
    all.addAll(besides(nodes, Turn.SKIPPED));
    all.addAll(besides(nodes, Turn.DONE));
    return new Forecast(
        pool.getMetadata().getName(),
        view.phase(),
        nothing,
        view.allowed(),
        inFlight.size(),
        view.estimatedEnd(),
        view.blockedBy(),
        all,
        unread,
        isOver() ? view.pausedBy() : null);
  }

  private boolean startsNothing() {
    return !view.observed()
        || Objects.equals(view.allowed(), 0)
        || isOver()
        || view.blockedBy().stream()
            .map(BlockedBy::knownKind)
            .flatMap(Optional::stream)
            .anyMatch(CLOSED::contains);
  }

  private boolean isOver() {
    return view.knownPhase().filter(RolloutPhase::isEnd).isPresent();
  }

  private List<Expected> besides(List<BootcNode> nodes, Turn wanted) {
    List<Expected> found = new ArrayList<>();
    for (BootcNode node : nodes) {
      String name = node.getMetadata().getName();
      if (turnBesides(name, node).equals(Optional.of(wanted))) {
        NodeProgress progress = wanted == Turn.FAILED ? failed.get(name) : inFlight.get(name);
        found.add(new Expected(name, wanted, null, progress == null ? "" : progress.state(), null));
      }
    }
    return found;
  }

  /** Of a node that is not to come; empty for one that is. */
  private Optional<Turn> turnBesides(String name, BootcNode node) {
    String target = view.targetDigest();
    if (WrittenAnnotation.valueOn(node, BootcApi.IN_REBOOT_SLOT) != null
        || inFlight.containsKey(name)) {
      return Optional.of(Turn.IN_FLIGHT);
    }
    boolean asked = target != null && node.getSpec().desiredImage().endsWith("@" + target);
    if (asked && NodeState.of(node) == NodeState.UP_TO_DATE) {
      return Optional.of(Turn.DONE);
    }
    boolean skipped =
        target != null
            && SkipMark.parse(WrittenAnnotation.valueOn(node, BootcApi.SKIP))
                .filter(mark -> mark.isAbout(target))
                .isPresent();
    if (skipped) {
      return Optional.of(Turn.SKIPPED);
    }
    return failed.containsKey(name) ? Optional.of(Turn.FAILED) : Optional.empty();
  }

  private String why(BootcNode node, String name) {
    String told = reasons.get(name);
    if (told != null) {
      return told;
    }
    return NodeState.of(node) == NodeState.STAGED ? "" : "has not staged the image yet";
  }
}
