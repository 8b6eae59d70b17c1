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

  private static Stream<LeftOut> marks(Situation situation) {
    return situation.nodes(Standing.STAGED).stream()
        .flatMap(node -> situation.leftOut(node).stream());
  }
}
