package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody approved the steps of a rollout up to one.
 *
 * @param step its number, from 1; 0 where what was written is not understood
 * @param digits of the digest that is approved, twelve at least
 * @param text who approved what, or what is wrong with it
 */
public record StepApproval(int step, String digits, String text) {
  private static final Pattern FORM =
      Pattern.compile("([1-9][0-9]?)\\s+(?:sha256:)?([0-9a-f]{12,64})");

  /** Reads {@code "<number> <digest>"}. */
  public static StepApproval of(String written, String by) {
    Matcher form = FORM.matcher(written.strip());
    if (!form.matches()) {
      return new StepApproval(
          0,
          "",
          "the annotation %s \"%s\" approves nothing: write number and digest, such as \"1 0123456789ab\""
              .formatted(BootcApi.APPROVED_STEP, written));
    }
    int step = Integer.parseInt(form.group(1));
    return new StepApproval(step, form.group(2), "step " + step + " approved by " + by);
  }

  /** Whether it is about that image; one for an image of before is history. */
  public boolean isAbout(ImageDigest digest) {
    return step == 0 || digest.text().startsWith("sha256:" + digits);
  }
}
