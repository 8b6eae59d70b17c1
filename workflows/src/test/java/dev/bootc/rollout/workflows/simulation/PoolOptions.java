package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a pool asks for beyond its limits. Drawn by dice of their own and in a share of the runs, so
 * that all others go on to tell the stories that they told before there was any option.
 *
 * @param windows absent where nodes may be started at any time
 * @param order absent where it is the usual one
 * @param canary absent where all nodes are alike
 * @param depends whether it depends on a pool that is not always up to date
 * @param drain how nodes are drained
 * @param approval absent where nobody has to approve images
 * @param undo what becomes of a rollout that halts
 * @param maxStaging absent where all nodes stage at once
 * @param age how long an image has to have been the target; absent where that does not matter
 * @param gates what has to hold of updated nodes
 */
record PoolOptions(
    @Nullable SimulatedWindows windows,
    @Nullable SimulatedOrder order,
    @Nullable SimulatedCanary canary,
    boolean depends,
    DrainPolicy drain,
    @Nullable ManualApproval approval,
    SimulatedUndo undo,
    @Nullable MaxStaging maxStaging,
    @Nullable MinimumAge age,
    List<GateSpec> gates) {
  static final PoolOptions NONE =
      new PoolOptions(
          null, null, null, false, PoolSpec.SKIP, null, SimulatedUndo.NONE, null, null, List.of());

  private static final long DRAINS = 0x6472_6169_6e73L;

  private static final long DETACHES = 0x766f_6c73L;

  private static final long STAGES = 0x7374_6167_6573L;

  private static final long AGES = 0x6167_6573L;

  private static final long OTHER_DICE = 0x5EED_0F_0071_0A5L;

  /** Of a run; the dice go on to decide when somebody overrides a window. */
  static PoolOptions of(long seed, Random dice) {
    PoolOptions options = NONE.with(volumes(seed, drain(seed))).with(staging(seed)).with(age(seed));
    if (seed % 20 != 9) {
      return options;
    }
    SimulatedWindows windows = SimulatedWindows.any(dice);
    SimulatedOrder order = SimulatedOrder.any(dice);
    SimulatedCanary canary = SimulatedCanary.any(dice);
    return new PoolOptions(
        dice.nextBoolean() ? windows : null,
        dice.nextBoolean() ? order : null,
        dice.nextBoolean() ? canary : null,
        dice.nextInt(3) == 0,
        options.drain(),
        null,
        SimulatedUndo.NONE,
        options.maxStaging(),
        options.age(),
        List.of());
  }

  private static DrainPolicy drain(long seed) {
    if (!Seeds.isSteered(seed)) {
      return PoolSpec.SKIP;
    }
    return switch (Seeds.otherDice(seed, DRAINS).nextInt(10)) {
      case 0 -> PoolSpec.draining(DrainTimeoutAction.HOLD);
      case 1 -> PoolSpec.draining(DrainTimeoutAction.FORCE);
      case 2 -> PoolSpec.SKIP.lookingBefore(DrainPreflight.SKIP);
      default -> PoolSpec.SKIP;
    };
  }

  /** Some wait for longer than a drain may take. */
  private static DrainPolicy volumes(long seed, DrainPolicy policy) {
    if (!Seeds.isSteered(seed)) {
      return policy;
    }
    SplittableRandom dice = Seeds.otherDice(seed, DETACHES);
    return dice.nextInt(6) == 0
        ? PoolSpec.detaching(policy, Duration.ofSeconds(5 + dice.nextInt(90)))
        : policy;
  }

  private static @Nullable MaxStaging staging(long seed) {
    if (!Seeds.isSteered(seed)) {
      return null;
    }
    SplittableRandom dice = Seeds.otherDice(seed, STAGES);
    return dice.nextInt(4) == 0 ? new MaxStaging(1 + dice.nextInt(2), false) : null;
  }

  /** As of the beginning. */
  private static @Nullable MinimumAge age(long seed) {
    if (!Seeds.isSteered(seed)) {
      return null;
    }
    SplittableRandom dice = Seeds.otherDice(seed, AGES);
    Duration age = Duration.ofSeconds(15 + dice.nextInt(60));
    return dice.nextInt(5) == 0 ? new MinimumAge(age, World.BEGIN) : null;
  }

  static Random dice(long seed) {
    return new Random(seed ^ OTHER_DICE);
  }

  PoolOptions with(SimulatedWindows other) {
    return new PoolOptions(
        other, order, canary, depends, drain, approval, undo, maxStaging, age, gates);
  }

  PoolOptions with(SimulatedOrder other) {
    return new PoolOptions(
        windows, other, canary, depends, drain, approval, undo, maxStaging, age, gates);
  }

  PoolOptions with(SimulatedCanary other) {
    return new PoolOptions(
        windows, order, other, depends, drain, approval, undo, maxStaging, age, gates);
  }

  PoolOptions depending() {
    return new PoolOptions(
        windows, order, canary, true, drain, approval, undo, maxStaging, age, gates);
  }

  PoolOptions with(DrainPolicy policy) {
    return new PoolOptions(
        windows, order, canary, depends, policy, approval, undo, maxStaging, age, gates);
  }

  PoolOptions with(@Nullable ManualApproval given) {
    return new PoolOptions(
        windows, order, canary, depends, drain, given, undo, maxStaging, age, gates);
  }

  PoolOptions with(SimulatedUndo other) {
    return new PoolOptions(
        windows, order, canary, depends, drain, approval, other, maxStaging, age, gates);
  }

  PoolOptions with(@Nullable MaxStaging most) {
    return new PoolOptions(
        windows, order, canary, depends, drain, approval, undo, most, age, gates);
  }

  PoolOptions with(@Nullable MinimumAge asked) {
    return new PoolOptions(
        windows, order, canary, depends, drain, approval, undo, maxStaging, asked, gates);
  }

  /** Another image is the target since then. */
  PoolOptions anotherTarget(Instant since) {
    return age == null ? this : with(new MinimumAge(age.age(), since));
  }

  PoolOptions with(List<GateSpec> others) {
    return new PoolOptions(
        windows, order, canary, depends, drain, approval, undo, maxStaging, age, others);
  }
}
