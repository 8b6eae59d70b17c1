package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.LeftOut;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Those that have staged the target, and that a look before their drain has spoken against. */
final class LeftOutNodes {
  private LeftOutNodes() {}

  /** What speaks against the first of them; a gate keeps others back as well. */
  static String text(Situation situation) {
    String why =
        marks(situation)
            .filter(LeftOut::byGate)
            .findFirst()
            .or(() -> marks(situation).findFirst())
            .map(LeftOut::why)
            .orElse("");
    return "left out, " + Wording.brief(why);
  }

  /** When the first of them is to be looked at again. */
  static Optional<Instant> until(Situation situation, Instant now) {
    return marks(situation)
        .filter(mark -> mark.holds(now))
        .map(LeftOut::until)
        .min(Instant::compareTo);
  }

  /** The staged nodes with a mark, also one that counts no more: of thousands of nodes few. */
  static Stream<NodeView> of(Situation situation) {
    return situation.nodes().stream()
        .filter(node -> node.leftOut() != null && situation.standingOf(node) == Standing.STAGED);
  }

  private static Stream<LeftOut> marks(Situation situation) {
    return of(situation).flatMap(node -> situation.leftOut(node).stream());
  }
}
