package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.GateMark;
import java.util.List;
import java.util.Optional;

/** What the gates of a pool say of its updated nodes, as it is written on their BootcNodes. */
final class Gates {
  private Gates() {}

  /** Which gate keeps the node in its slot; empty where none does, as far as is written down. */
  static Optional<GateMark> keepingBack(Situation situation, NodeView node) {
    return Optional.ofNullable(node.gate())
        .filter(mark -> node.holdsSlot() && situation.runsTarget(node))
        .filter(mark -> mark.digest().equals(situation.digest().text()));
  }

  /** The same, where that gate cannot be asked. */
  static Optional<GateMark> unaskedOf(Situation situation, NodeView node) {
    return keepingBack(situation, node).filter(mark -> mark.state() == GateMark.State.ERROR);
  }

  /**
   * Whether nobody knows of an updated node whether it is in order: then no other is started.
   * Whoever goes back does so for what is known already.
   */
  static boolean areUnasked(Situation situation) {
    return situation.target().undo() == null
        && situation.nodes().stream()
            .anyMatch(node -> node.gate() != null && unaskedOf(situation, node).isPresent());
  }

  /** Of which nodes nobody knows. */
  static String text(Situation situation) {
    List<String> nodes =
        situation.nodes(Standing.IN_FLIGHT).stream()
            .filter(node -> unaskedOf(situation, node).isPresent())
            .map(NodeView::name)
            .toList();
    return "a gate cannot be asked about " + Wording.first(nodes);
  }

  /** Updated nodes that a gate keeps in their slots, each with why; not those that have failed. */
  static List<String> heldNodes(Situation situation) {
    return situation.nodes(Standing.IN_FLIGHT).stream()
        .flatMap(node ->
            keepingBack(situation, node)
                .filter(mark -> mark.state() != GateMark.State.FAILED)
                .map(mark -> node.name() + ", " + Wording.brief(mark.inWords()))
                .stream())
        .toList();
  }
}
