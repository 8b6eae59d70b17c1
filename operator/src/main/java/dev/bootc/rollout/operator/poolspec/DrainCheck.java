package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.DrainSpec;
import dev.bootc.rollout.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds what a pool cannot mean with how it wants its nodes drained. */
final class DrainCheck {
  private DrainCheck() {}

  static List<String> problems(RolloutSpec rollout) {
    DrainSpec drain = Objects.requireNonNullElse(rollout.drain(), DrainSpec.UNSET);
    List<String> problems = new ArrayList<>();
    if (drain.timeoutAction() != null
        && Objects.requireNonNullElse(rollout.drainTimeoutSeconds(), 0) <= 0) {
      problems.add(
          "spec.rollout.drain.timeoutAction says what happens at spec.rollout.drainTimeoutSeconds:"
              + " give that too, from 1");
    }
    LabelSelector pods = drain.podSelector();
    if (pods != null) {
      problems.addAll(SelectorCheck.problems("spec.rollout.drain.podSelector", "pod", pods));
    }
    return problems;
  }
}
