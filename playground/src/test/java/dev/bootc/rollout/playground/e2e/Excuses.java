package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.playground.e2e.ChaosPeople.Act;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Promises that a person broke: the recorder does not know who cordoned a node, or let pods come
 * onto one that was about to go down.
 */
final class Excuses {
  /** The product sees a person's cordon a moment later. */
  private static final Duration UNAWARE = Duration.ofSeconds(2);

  /** An approval was under way when the cordon was lifted, and pods came. */
  private static final Duration ON_ITS_WAY_DOWN = Duration.ofSeconds(10);

  private final List<Act> cordons;
  private final List<Act> uncordons;

  Excuses(ChaosPeople people) {
    cordons = people.cordons();
    uncordons = people.uncordons();
  }

  /** What the product is to blame for. */
  List<Violation> withoutExcuse(Findings findings) {
    return findings.violations().stream().filter(violation -> !isExcused(violation)).toList();
  }

  private boolean isExcused(Violation violation) {
    String sentence = violation.sentence();
    boolean cordoned =
        sentence.contains("without holding a slot")
            && cordons.stream().anyMatch(act -> isAbout(act, violation, UNAWARE));
    boolean oneMoreCordoned =
        sentence.contains("the number of unavailable nodes")
            && cordons.stream().anyMatch(act -> near(act.at(), violation.at(), UNAWARE));
    boolean uncordoned =
        sentence.contains("while pods were on it")
            && uncordons.stream().anyMatch(act -> isAbout(act, violation, ON_ITS_WAY_DOWN));
    return cordoned || oneMoreCordoned || uncordoned;
  }

  private static boolean isAbout(Act act, Violation violation, Duration within) {
    return violation.sentence().startsWith("Node " + act.node() + " ")
        && near(act.at(), violation.at(), within);
  }

  private static boolean near(Instant act, Instant seen, Duration within) {
    return !seen.isBefore(act.minus(Duration.ofSeconds(1))) && seen.isBefore(act.plus(within));
  }
}
