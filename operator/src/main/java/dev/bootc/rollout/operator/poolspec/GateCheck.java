package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.Quotation;
import dev.bootc.rollout.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds what a pool cannot mean with its gates. */
final class GateCheck {
  private GateCheck() {}

  static List<String> problems(RolloutSpec rollout) {
    List<String> problems = new ArrayList<>();
    List<GateSpec> gates = Objects.requireNonNullElse(rollout.gates(), List.of());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < gates.size(); i++) {
      GateSpec gate = gates.get(i);
      String field = "spec.rollout.gates[" + i + "]";
      if (!names.add(gate.name())) {
        problems.add(
            field
                + ".name: \""
                + Quotation.of(gate.name())
                + "\" is another gate's, too: give each its own");
      }
      problems.addAll(problems(field, gate));
    }
    return problems;
  }

  private static List<String> problems(String field, GateSpec gate) {
    if (gate.daemonSets() == null) {
      return List.of(field + " asks for nothing: give daemonSets");
    }
    LabelSelector sets = gate.daemonSets().selector();
    return sets == null
        ? List.of()
        : SelectorCheck.problems(field + ".daemonSets.selector", "DaemonSet", sets);
  }
}
