package dev.bootc.rollout.workflows.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A mistake planted into the product.
 *
 * @param name what is wrong
 * @param engine the product with it
 * @param caughtBy what must bring it to light
 */
record Defect(String name, Engine engine, Invariant caughtBy) {

  static List<Defect> all() {
    List<Defect> all = new ArrayList<>();
    for (Blindness blindness : Blindness.values()) {
      all.add(new Defect(words("planner", blindness), blindness.engine(), blindness.caughtBy));
    }
    for (Misjudgement judgement : Misjudgement.values()) {
      all.add(new Defect(words("node", judgement), judgement.engine, judgement.caughtBy));
    }
    for (Slip slip : Slip.values()) {
      all.add(new Defect(words("write", slip), Engine.REAL.slipping(slip), slip.caughtBy));
    }
    return all;
  }

  private static String words(String where, Enum<?> what) {
    return where + " " + what.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
