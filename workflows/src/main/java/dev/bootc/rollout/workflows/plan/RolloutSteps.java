package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.StepSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Growing numbers of nodes, each of which is updated and watched before more are; all others follow
 * the last. See {@link StepSpec}.
 *
 * @param approval present while somebody has written one, also where it is about another image
 */
public record RolloutSteps(List<Step> steps, @Nullable StepApproval approval) {
  private static final String FIELD = "spec.rollout.steps";

  public RolloutSteps {
    steps = List.copyOf(steps);
  }

  /**
   * One of them.
   *
   * @param value nodes, or percent, in all
   * @param percent whether {@code value} is a percentage
   */
  public record Step(int value, boolean percent, Duration soak, boolean approval) {

    /** Of a pool of {@code nodes}. */
    int of(int nodes) {
      return Math.max(1, CountOrPercent.of(value, percent, nodes));
    }

    private boolean isAll() {
      return percent && value == 100;
    }

    private boolean isBelow(Step other) {
      return percent == other.percent && value <= other.value;
    }

    @Override
    public String toString() {
      return CountOrPercent.text(value, percent);
    }
  }

  /**
   * What the spec asks for; absent where that is nothing.
   *
   * @throws IllegalArgumentException where that cannot be carried out
   */
  public static @Nullable RolloutSteps of(@Nullable List<StepSpec> spec) {
    if (spec == null || spec.isEmpty()) {
      return null;
    }
    List<String> problems = problems(spec);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new RolloutSteps(spec.stream().map(step -> read(step).orElseThrow()).toList(), null);
  }

  /** The field, the value and the mend of each mistake. */
  public static List<String> problems(@Nullable List<StepSpec> spec) {
    List<String> problems = new ArrayList<>();
    Step before = null;
    for (int i = 0; spec != null && i < spec.size(); i++) {
      String field = FIELD + "[" + i + "]";
      Step step = read(spec.get(i)).orElse(null);
      if (step == null) {
        problems.add(
            field
                + ".nodes: \""
                + spec.get(i).nodesText()
                + "\" is neither a number of nodes nor a percentage: use 1, 2, … or 1% to 100%");
      } else if (before != null && (before.isAll() || step.isBelow(before))) {
        problems.add(
            field
                + ".nodes: "
                + step
                + " is not more than the "
                + before
                + " of the step before: steps grow, and are counted from the first node on");
      } else if (step.isAll() && (step.approval() || !step.soak().isZero())) {
        problems.add(
            field
                + ": nothing comes after 100%: leave soakSeconds and approval out, or give fewer nodes");
      }
      before = step;
    }
    return problems;
  }

  private static Optional<Step> read(StepSpec spec) {
    Duration soak = Duration.ofSeconds(Objects.requireNonNullElse(spec.soakSeconds(), 0));
    boolean approval = Boolean.TRUE.equals(spec.approval());
    return CountOrPercent.parse(
            spec.nodesText(), (value, percent) -> new Step(value, percent, soak, approval))
        .filter(step -> step.value() > 0 && !(step.percent() && step.value() > 100));
  }

  /** The same, and what somebody wrote about them. */
  public RolloutSteps approvedBy(@Nullable StepApproval other) {
    return new RolloutSteps(steps, other);
  }
}
