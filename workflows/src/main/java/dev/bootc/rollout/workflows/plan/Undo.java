package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.Undone;

/**
 * A rollout sets nodes back, because too many failed at what the pool's spec asks for, or because a
 * person says so.
 *
 * @param digest that is undone
 * @param since when that was decided, as it is written in the pool's status
 * @param why which nodes failed, or what the person said
 * @param byWord whether a person said so
 */
public record Undo(String digest, String since, String why, boolean byWord) {

  /** Of what stands in the pool's status. */
  public static Undo of(Undone undone) {
    return new Undo(undone.digest(), undone.since(), undone.why(), undone.told() != null);
  }

  /** What is undone, and how to begin it again, for status and board. */
  public String text(String pool) {
    String name =
        ImageDigest.isValid(digest) ? new ImageDigest(digest).shortText() : Wording.brief(digest);
    return "undoes "
        + name
        + (byWord ? ", which a person has undone (" : ", which failed (")
        + Wording.brief(why)
        + ") and is not started again unasked; once it is mended, to try it again: "
        + command(pool);
  }

  /** How a person begins it again. */
  public static String command(String pool) {
    return "kubectl annotate bnp " + pool + " --overwrite " + BootcApi.TRY_AGAIN + "=\"$(date)\"";
  }
}
