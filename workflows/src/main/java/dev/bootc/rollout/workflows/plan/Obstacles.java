package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is in the way of a rollout: the causes, so that nothing is found while all goes its
 * way. What waits for others says nothing here, since those say why they wait.
 */
final class Obstacles {
  private final Situation situation;
  private final Halt halt;
  private final SharedObstacles shared;
  private final NodeObstacles ofNodes;
  private final String pool;

  private Obstacles(Situation situation, Halt halt, Patience patience) {
    this.situation = situation;
    this.halt = halt;
    this.shared = new SharedObstacles(situation);
    this.ofNodes = new NodeObstacles(situation, halt, patience);
    this.pool = situation.target().pool();
  }

  /** Bounded, the weightiest first; nothing once every node is updated or skipped. */
  static List<BlockedBy> of(
      Situation situation, Brakes brakes, Patience patience, List<WaitingGroup> waiting) {
    if (situation.counts().areDone()) {
      return List.of();
    }
    Halt halt = brakes.halt();
    Obstacles obstacles = new Obstacles(situation, halt, patience);
    List<Obstacle> found = new ArrayList<>();
    obstacles.halted().ifPresent(found::add);
    brakes.pauses().all().stream().map(obstacles::paused).forEach(found::add);
    if (situation.target().waitsForApproval()) {
      found.add(obstacles.approval(WaitingGroup.text(WaitReason.APPROVAL, situation, brakes)));
    }
    for (NodeView node : situation.nodes(Standing.IN_FLIGHT)) {
      obstacles.ofNodes.inFlight(node).ifPresent(found::add);
    }
    situation.nodes(Standing.FAILED).stream().map(obstacles.ofNodes::failed).forEach(found::add);
    waiting.forEach(group -> found.addAll(obstacles.waiting(group)));
    return Obstacle.listed(found);
  }

  private Optional<Obstacle> halted() {
    if (!halt.holds()) {
      return Optional.empty();
    }
    List<NodeView> failed = situation.nodes().stream().filter(halt::blames).toList();
    Thing first = Thing.node(failed.getFirst().name());
    return Optional.of(
        new Obstacle(
            Kind.HALTED,
            first,
            failed.stream().map(NodeView::name).toList(),
            failed.stream()
                .flatMap(node -> failedSince(node).stream())
                .min(Instant::compareTo)
                .orElse(null),
            halt.text(),
            NextAction.of(Kind.HALTED, first, pool)));
  }

  private Optional<Instant> failedSince(NodeView node) {
    return situation
        .failure(node)
        .flatMap(Verdict::time)
        .or(() -> Optional.ofNullable(node.notReadySince()))
        .or(() -> Optional.ofNullable(node.times().stateSince()));
  }

  /** The field says as its reason that it is the field. */
  private Obstacle paused(Pause pause) {
    String action =
        RolloutSpec.PAUSED_FIELD.equals(pause.reason())
            ? NextAction.of(Kind.PAUSED, Thing.pool(pool), pool)
            : NextAction.resumeBySignal(pool);
    return Obstacle.ofPool(Kind.PAUSED, Thing.pool(pool), pause.since(), pause.text(), action);
  }

  /** What keeps the nodes of a group, each by itself or all of them. */
  private List<Obstacle> waiting(WaitingGroup group) {
    String text = group.text();
    return switch (group.reason()) {
      // These go on by themselves, or wait for others.
      case RETARGETED,
          STAGING_TURN,
          STAGING,
          OTHERS_RETARGETED_FIRST,
          CORDONED_GOES_LAST,
          CONTROL_PLANE_GOES_FIRST,
          CONTROL_PLANE_GOES_LAST,
          LIFELINE_GOES_LAST,
          OTHER_GROUP_FIRST ->
          List.of();
      case ZONE_TURN -> shared.stranded();
      // These are said once, whoever waits.
      case HALTED, PAUSED, APPROVAL, GATE_ERROR -> List.of();
      case TARGET_REFUSED -> each(group, node -> of(Kind.WRITE_REFUSED, node, null, text));
      case NOT_READY -> each(group, node -> Obstacle.notReady(node, text, pool));
      case NOT_REPORTED -> silent(group);
      case REBOOTS_UNASKED ->
          each(group, node -> of(Kind.FOREIGN_REBOOT, node, node.times().stateSince(), text));
      case REBOOTED_IN_VAIN -> each(group, node -> inVain(node, text));
      case PREFLIGHT -> nodes(group).flatMap(node -> ofNodes.leftOut(node).stream()).toList();
      case NO_SLOTS -> List.of(noSlots(text));
      case DEPENDS_ON -> List.of(ofPool(dependence(), text));
      case STEP_TOO_LARGE -> List.of(ofPool(Kind.STEP_TOO_LARGE, text));
      case SOAKING -> List.of(ofPool(Kind.SOAKING, text));
      case STEP_APPROVAL -> List.of(approval(text));
      case STEP_BATCH -> shared.steps();
      case IMAGE_AGE -> List.of(ofPool(Kind.WAITING_FOR_AGE, text));
      case WINDOW -> List.of(ofPool(Kind.WAITING_FOR_WINDOW, text));
      case CONTROL_PLANE_TURN -> shared.controlPlane();
      case LIFELINE_TURN -> shared.lifelines();
      case BUDGET -> shared.budget();
      case CLUSTER_CAP -> shared.clusterCap(text);
    };
  }

  private Kind dependence() {
    return situation.surroundings().inVain() ? Kind.DEPENDS_IN_VAIN : Kind.DEPENDS_ON;
  }

  private Obstacle inVain(NodeView node, String text) {
    return of(Kind.FOREIGN_REBOOT, node, null, text).doing(NextAction.applyByAnyReboot(pool));
  }

  private List<Obstacle> each(WaitingGroup group, Function<NodeView, Obstacle> found) {
    return nodes(group).map(found).toList();
  }

  private Stream<NodeView> nodes(WaitingGroup group) {
    Set<String> names = Set.copyOf(group.nodes());
    return situation.nodes().stream().filter(node -> names.contains(node.name()));
  }

  private List<Obstacle> silent(WaitingGroup group) {
    return nodes(group).flatMap(node -> ofNodes.silent(node, group.text()).stream()).toList();
  }

  private Obstacle noSlots(String text) {
    return ofPool(Kind.BUDGET, text).doing(NextAction.allowOne(pool));
  }

  /** The line ends with the command. */
  private Obstacle approval(String text) {
    int command = text.indexOf("kubectl ");
    Obstacle found = ofPool(Kind.WAITING_FOR_APPROVAL, text);
    return command < 0 ? found : found.doing(text.substring(command));
  }

  private Obstacle ofPool(Kind kind, String text) {
    Thing thing = Thing.pool(pool);
    return Obstacle.ofPool(kind, thing, null, text, NextAction.of(kind, thing, pool));
  }

  private Obstacle of(Kind kind, NodeView node, @Nullable Instant since, String text) {
    return Obstacle.ofNode(kind, node.name(), since, text, pool);
  }
}
