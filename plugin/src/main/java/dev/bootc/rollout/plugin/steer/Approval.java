package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digest of a pool whose policy is Manual, else the step that waits for it.
 *
 * @param target the digest that is asked for
 */
record Approval(BootcNodePool pool, String target) {
  /** As what is in the way gives it word for word. */
  private static final Pattern STEP =
      Pattern.compile(Pattern.quote(BootcApi.APPROVED_STEP) + "=\"([1-9][0-9]?) ([0-9a-f]+)\"");

  Decision decision() {
    ImageSource image = pool.getSpec().image();
    if (image.isManual() && !target.equals(image.approvedDigest())) {
      return PoolVerbs.write(
          pool,
          Patch.approvedDigest(target),
          ImageSource.APPROVED_FIELD + " = " + target,
          Answer.approved());
    }
    // The pool's line has words of others too, who may write a command into it.
    Matcher step =
        STEP.matcher(
            PoolFacts.blockedBy(pool, BlockedBy.Kind.WAITING_FOR_APPROVAL)
                .map(BlockedBy::nextAction)
                .orElse(""));
    if (step.find()) {
      return Target.isMeant(step.group(2), target)
          ? PoolVerbs.annotate(
              pool, BootcApi.APPROVED_STEP, step.group(1) + " " + step.group(2), Answer.approved())
          : new Refused(
              "the step that waits is one of "
                  + step.group(2)
                  + ", and the pool asks for "
                  + target
                  + " by now: say it again once the rollout follows");
    }
    return image.isManual()
        ? new AlreadySo(ImageSource.APPROVED_FIELD + " is " + target)
        : new Refused("spec.image.updatePolicy is not Manual, and no step waits for an approval");
  }
}
