package dev.bootc.rollout.workflows.verb;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.CancelWord;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.workflows.plan.RolloutTarget;

/** The same, as whoever may edit the pool types it. */
final class KubectlWords {
  private static final int SHORT_DIGEST = 12;

  private KubectlWords() {}

  /** A command to paste. */
  static String of(VerbOrder order, RolloutTarget target) {
    return switch (order.verb()) {
      case PAUSE -> patch(target, "{\"spec\":{\"rollout\":{\"paused\":true}}}");
      case CANCEL -> CancelWord.command(target.pool());
      case RESUME -> patch(target, "{\"spec\":{\"rollout\":{\"paused\":false}}}");
      case APPROVE ->
          patch(
              target,
              "{\"spec\":{\"image\":{\"approvedDigest\":\"" + target.digest().text() + "\"}}}");
      case APPROVE_STEP ->
          annotatePool(
              target, BootcApi.APPROVED_STEP, "\"" + order.about() + " " + digits(target) + "\"");
      case CHECK_NOW -> annotatePool(target, BootcApi.CHECK_NOW, "\"$(date)\"");
      case RETRY -> "kubectl annotate bn " + order.about() + " " + BootcApi.VERDICT + "-";
      case SKIP ->
          "kubectl annotate bn %s --overwrite %s=\"%s <why>\""
              .formatted(order.about(), BootcApi.SKIP, target.digest().text());
      case UNDO -> UndoWord.command(target.pool(), target.digest().text());
    };
  }

  private static String patch(RolloutTarget target, String json) {
    return "kubectl patch bnp " + target.pool() + " --type merge -p '" + json + "'";
  }

  private static String annotatePool(RolloutTarget target, String key, String value) {
    return "kubectl annotate bnp " + target.pool() + " --overwrite " + key + "=" + value;
  }

  /** As many digits of the digest as its annotations need. */
  private static String digits(RolloutTarget target) {
    return target.digest().text().substring("sha256:".length()).substring(0, SHORT_DIGEST);
  }
}
