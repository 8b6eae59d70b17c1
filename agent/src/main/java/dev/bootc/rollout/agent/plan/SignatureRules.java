package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.bootc.HostImages.Verification;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host that was installed to insist on signed images goes on to do so: no update takes that from
 * it. bootc itself drops it as soon as it stages an image without being told to keep it.
 */
final class SignatureRules {
  private SignatureRules() {}

  /** How the image is to be staged. */
  static boolean mustBeVerified(HostImages images) {
    return images.verification() == Verification.CONTAINER_POLICY
        && images.backend() == HostImages.Backend.OSTREE;
  }

  /** Why the host can neither stage nor boot the image; empty where nothing speaks against it. */
  static Optional<String> refusal(Observation seen, Target.Wanted wanted, HostImages images) {
    if (images.isStaged(wanted.reference())) {
      return images.losesVerification() && isOurs(seen, wanted)
          ? Optional.of(
              "the image is staged without the signature policy that the host insists on, and would be run without it: update bootc, or stage it with \"bootc switch --enforce-container-sigpolicy %s\""
                  .formatted(wanted.reference()))
          : Optional.empty();
    }
    return images.verification() == Verification.OSTREE_REMOTE
        ? Optional.of(
            "stage failed: the host insists on the signatures of an ostree remote, which bootc switch would drop: stage once by hand with \"bootc switch --enforce-container-sigpolicy %s\", or without the option to give that up"
                .formatted(wanted.reference()))
        : Optional.empty();
  }

  /** Somebody staged the image in a way that would drop the policy: staged again, it is kept. */
  static boolean mustBeStagedAgain(Observation seen, Target.Wanted wanted, HostImages images) {
    return images.isStaged(wanted.reference())
        && images.losesVerification()
        && images.verification() == Verification.CONTAINER_POLICY
        && !isOurs(seen, wanted);
  }

  static String remark(HostImages images) {
    return images.verification() == Verification.CONTAINER_POLICY
        ? "; the host insists on images that are signed as its policy.json says"
        : "";
  }

  private static boolean isOurs(Observation seen, Target.Wanted wanted) {
    Memory.@Nullable Staged ours = seen.memory().staged();
    return ours != null
        && ours.image().equals(wanted.reference())
        && seen.bootId().equals(ours.bootId());
  }
}
