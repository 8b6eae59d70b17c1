package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.DisruptionSpec;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.MaxUnhealthy;
import dev.bootc.rollout.workflows.plan.NodeOrder;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Undo;
import dev.bootc.rollout.workflows.window.MinimumAge;
import dev.bootc.rollout.workflows.window.Windows;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool's spec after the checks. */
public sealed interface CheckedSpec {

  /**
   * It can be carried out.
   *
   * @param pause present while {@code spec.rollout.paused} is true
   * @param disruption as the pool has it
   * @param pullSecret present where the pool names one, readable or not
   * @param secretProblem why that cannot be read; what needs no secret goes on
   * @param maxUnhealthy present where the pool says it
   * @param windows present where the pool has any
   * @param order present where the pool has one
   * @param steps present where the pool has any
   * @param tagged present where the spec names a tag, which {@code image} was resolved from
   * @param approval present where a person has to approve each digest
   * @param undone a digest that failed, as the status is to have it; {@code image} is what goes
   *     instead where it is the one that the spec asks for
   * @param maxStaging present where not all nodes may stage at once
   * @param minimumAge present where the pool wants one; since when is for the status to say
   * @param verbs what whoever reaches Temporal may tell its rollout; absent means Hold
   */
  record Valid(
      String pool,
      String poolUid,
      long generation,
      NodeSelector selector,
      ImageRef.Pinned image,
      MaxUnavailable maxUnavailable,
      @Nullable Pause pause,
      @Nullable DisruptionSpec disruption,
      @Nullable PullSecret pullSecret,
      @Nullable String secretProblem,
      @Nullable MaxUnhealthy maxUnhealthy,
      @Nullable Windows windows,
      @Nullable NodeOrder order,
      @Nullable RolloutSteps steps,
      @Nullable TagStanding tagged,
      @Nullable ManualApproval approval,
      @Nullable Undone undone,
      @Nullable MaxStaging maxStaging,
      @Nullable MinimumAge minimumAge,
      @Nullable AllowedVerbs verbs)
      implements CheckedSpec {

    @Override
    public Optional<TagStanding> tag() {
      return Optional.ofNullable(tagged);
    }

    public RolloutTarget target() {
      RolloutTarget target =
          new RolloutTarget(
              pool,
              poolUid,
              generation,
              image.toString(),
              maxUnavailable,
              pause,
              maxUnhealthy,
              windows,
              order,
              steps,
              approval,
              null,
              maxStaging,
              minimumAge,
              verbs);
      return goesBack()
          ? target.goingBack(image.toString(), Undo.of(Objects.requireNonNull(undone)))
          : target;
    }

    /** Whether {@code image} is not what the spec asks for. */
    public boolean goesBack() {
      return undone != null && undone.instead().isPresent();
    }

    /** The same, by a mark of what failed before. */
    public Valid undone(@Nullable Undone mark) {
      return new Valid(
          pool,
          poolUid,
          generation,
          selector,
          mark == null ? image : mark.instead().orElse(image),
          maxUnavailable,
          pause,
          disruption,
          pullSecret,
          secretProblem,
          maxUnhealthy,
          windows,
          order,
          steps,
          tagged,
          approval,
          mark,
          maxStaging,
          minimumAge,
          verbs);
    }
  }

  /**
   * It cannot be carried out, so what ran before goes on untouched.
   *
   * @param reason of the condition Degraded
   * @param message the field, the value and the mend of each problem
   */
  record Refused(String reason, String message) implements CheckedSpec {}

  /**
   * It names a tag that was not resolved yet, so what ran before goes on untouched.
   *
   * @param tagged without a problem while the registry is asked for the first time
   */
  record Unresolved(TagStanding tagged) implements CheckedSpec {
    @Override
    public Optional<TagStanding> tag() {
      return Optional.of(tagged);
    }
  }

  /** Present where the spec names a tag and has nothing else against it. */
  default Optional<TagStanding> tag() {
    return Optional.empty();
  }
}
