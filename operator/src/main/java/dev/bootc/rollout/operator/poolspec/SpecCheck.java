package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.Quotation;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.operator.registry.TagAnswer;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.MaxUnhealthy;
import dev.bootc.rollout.workflows.plan.NodeOrder;
import dev.bootc.rollout.workflows.plan.NodeOrders;
import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.window.MinimumAge;
import dev.bootc.rollout.workflows.window.Windows;
import dev.bootc.rollout.workflows.window.WindowsCheck;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges a pool's spec: the mistakes that the schema cannot see. Pure functions. */
public final class SpecCheck {
  private SpecCheck() {}

  /**
   * @param secret what was found of the pull secret that the spec names
   * @param tags what is known of a tag; asked only where the spec names one and is right otherwise
   */
  public static CheckedSpec check(
      BootcNodePool pool,
      PoolPullSecrets.Answer secret,
      Function<ImageRef.Tagged, TagAnswer> tags) {
    if (!pool.unreadable().isEmpty()) {
      return new CheckedSpec.Refused(
          PoolConditions.INVALID_SPEC,
          String.join("; ", pool.unreadable())
              + ": give what this version of the operator knows, or update the operator");
    }
    BootcNodePoolSpec spec = pool.getSpec();
    List<String> problems = new ArrayList<>(SelectorCheck.problems(spec.nodeSelector()));
    ImageRef image = image(spec, problems);
    RolloutSpec limits = Objects.requireNonNullElse(spec.rollout(), RolloutSpec.DEFAULTS);
    MaxUnavailable maxUnavailable = maxUnavailable(limits.maxUnavailable(), problems);
    addProblemOfMaxUnhealthy(limits.maxUnhealthy(), problems);
    addProblemOfMaxStaging(limits.maxStaging(), problems);
    problems.addAll(NodeOrders.problems(limits.order()));
    problems.addAll(RolloutSteps.problems(limits.steps()));
    addProblemOfDependsOn(pool.getMetadata().getName(), limits.dependsOn(), problems);
    if (limits.windows() != null) {
      problems.addAll(WindowsCheck.of(limits.windows()).problems());
    }
    problems.addAll(DrainCheck.problems(limits));
    problems.addAll(GateCheck.problems(limits));
    addProblemOfApproval(spec.image(), problems);
    if (!problems.isEmpty()) {
      return new CheckedSpec.Refused(PoolConditions.INVALID_SPEC, String.join("; ", problems));
    }
    return switch (Objects.requireNonNull(image)) {
      case ImageRef.Tagged tagged ->
          resolved(pool, tagged, tags.apply(tagged), maxUnavailable, secret);
      case ImageRef.Pinned pinned -> withSecret(pool, pinned, null, maxUnavailable, secret);
    };
  }

  private static CheckedSpec resolved(
      BootcNodePool pool,
      ImageRef.Tagged tagged,
      TagAnswer answer,
      MaxUnavailable maxUnavailable,
      PoolPullSecrets.Answer secret) {
    TagStanding standing = new TagStanding(tagged.toString(), answer.problem(), answer.next());
    if (answer.digest() == null) {
      return new CheckedSpec.Unresolved(standing);
    }
    ImageRef.Pinned image = new ImageRef.Pinned(tagged.name(), answer.digest());
    return withSecret(pool, image, standing, maxUnavailable, secret);
  }

  private static CheckedSpec withSecret(
      BootcNodePool pool,
      ImageRef.Pinned image,
      @Nullable TagStanding tagged,
      MaxUnavailable maxUnavailable,
      PoolPullSecrets.Answer secret) {
    return switch (secret) {
      case PoolPullSecrets.Answer.NotNamed _ ->
          valid(pool, image, tagged, maxUnavailable, null, null);
      case PoolPullSecrets.Answer.Found found ->
          valid(pool, image, tagged, maxUnavailable, found.secret(), null);
      case PoolPullSecrets.Answer.Unusable(PullSecretRef ref, String message) ->
          valid(pool, image, tagged, maxUnavailable, new PullSecret(ref, null), message);
    };
  }

  private static CheckedSpec.Valid valid(
      BootcNodePool pool,
      ImageRef.Pinned image,
      @Nullable TagStanding tagged,
      MaxUnavailable maxUnavailable,
      @Nullable PullSecret secret,
      @Nullable String secretProblem) {
    return new CheckedSpec.Valid(
        pool.getMetadata().getName(),
        pool.getMetadata().getUid(),
        pool.getMetadata().getGeneration(),
        new NodeSelector(Objects.requireNonNull(pool.getSpec().nodeSelector())),
        image,
        maxUnavailable,
        PausedField.of(pool).orElse(null),
        pool.getSpec().disruption(),
        secret,
        secretProblem,
        maxUnhealthy(pool.getSpec().rollout()),
        windows(pool.getSpec().rollout()),
        order(pool.getSpec().rollout()),
        steps(pool.getSpec().rollout()),
        tagged,
        ManualApproval.of(pool.getSpec().image()),
        null,
        maxStaging(pool.getSpec().rollout()),
        MinimumAge.of(pool.getSpec().image().minimumAgeSeconds(), null),
        pool.getSpec().rollout() == null ? null : pool.getSpec().rollout().verbs());
  }

  private static @Nullable ImageRef image(BootcNodePoolSpec spec, List<String> problems) {
    try {
      return ImageRef.parse(spec.image().ref());
    } catch (ImageRef.Malformed malformed) {
      problems.add("spec.image.ref: " + malformed.getMessage());
      return null;
    }
  }

  private static MaxUnavailable maxUnavailable(@Nullable IntOrString value, List<String> problems) {
    if (value == null) {
      return MaxUnavailable.ONE;
    }
    try {
      return MaxUnavailable.parse(String.valueOf(value.getValue()));
    } catch (IllegalArgumentException malformed) {
      problems.add("spec.rollout.maxUnavailable: " + malformed.getMessage());
      return MaxUnavailable.ONE;
    }
  }

  /** Longer circles are named by the rollouts of the pools in them. */
  private static void addProblemOfDependsOn(
      String pool, @Nullable List<String> others, List<String> problems) {
    if (others != null && others.contains(pool)) {
      problems.add(
          "spec.rollout.dependsOn: \"" + pool + "\" is this pool itself: name others, or none");
    }
  }

  private static void addProblemOfMaxUnhealthy(@Nullable IntOrString value, List<String> problems) {
    try {
      MaxUnhealthy _ = value == null ? null : parsed(value);
    } catch (IllegalArgumentException malformed) {
      problems.add("spec.rollout.maxUnhealthy: " + malformed.getMessage());
    }
  }

  private static void addProblemOfMaxStaging(@Nullable IntOrString value, List<String> problems) {
    try {
      MaxStaging _ = value == null ? null : MaxStaging.parse(String.valueOf(value.getValue()));
    } catch (IllegalArgumentException malformed) {
      problems.add("spec.rollout.maxStaging: " + malformed.getMessage());
    }
  }

  private static void addProblemOfApproval(ImageSource image, List<String> problems) {
    String approved = image.approvedDigest();
    if (approved != null && !approved.isEmpty() && !ImageDigest.isValid(approved)) {
      problems.add(
          ImageSource.APPROVED_FIELD
              + ": \""
              + Quotation.of(approved)
              + "\" is no digest: give sha256: and 64 lower-case hexadecimal digits, as in"
              + " status.targetDigest");
    }
  }

  private static @Nullable MaxUnhealthy maxUnhealthy(@Nullable RolloutSpec limits) {
    IntOrString value = limits == null ? null : limits.maxUnhealthy();
    return value == null ? null : parsed(value);
  }

  private static @Nullable MaxStaging maxStaging(@Nullable RolloutSpec limits) {
    IntOrString value = limits == null ? null : limits.maxStaging();
    return value == null ? null : MaxStaging.parse(String.valueOf(value.getValue()));
  }

  /** Whether somebody overrides them is looked at where nodes are started, which is at once. */
  private static @Nullable Windows windows(@Nullable RolloutSpec limits) {
    return limits == null || limits.windows() == null
        ? null
        : WindowsCheck.of(limits.windows()).windows();
  }

  private static @Nullable NodeOrder order(@Nullable RolloutSpec limits) {
    return limits == null ? null : NodeOrders.of(limits.order());
  }

  /** Who approved one is looked at where nodes are started, which is at once. */
  private static @Nullable RolloutSteps steps(@Nullable RolloutSpec limits) {
    return limits == null ? null : RolloutSteps.of(limits.steps());
  }

  private static MaxUnhealthy parsed(IntOrString value) {
    return MaxUnhealthy.parse(String.valueOf(value.getValue()));
  }
}
