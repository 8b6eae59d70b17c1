package dev.bootc.rollout.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody's word on a pool that its rollout is to be cancelled, as the annotation {@link
 * BootcApi#CANCEL}: the ID of the run, as {@code status.rollout.runId} has it, and behind a blank
 * whatever they want to say. It is about that run and about no other, so that it is heard once,
 * however long it stands there, and a later run cannot be cancelled by it.
 *
 * @param runId as it was written; may be no ID of a run
 * @param why for humans; may be empty
 * @param by the name under which it was written, which proves nothing of who did
 */
public record CancelWord(String runId, String why, String by) {
  private static final Pattern RUN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int LONGEST_ID = 80;
  private static final int LONGEST = 160;
  private static final int LONGEST_NAME = 120;

  /** Cut, however it comes: what is written must be what is read. */
  public CancelWord {
    runId = ForeignText.line(runId, LONGEST_ID);
    why = ForeignText.line(why, LONGEST);
    by = ForeignText.line(by, LONGEST_NAME);
  }

  /** The one on a pool; empty where nobody has said anything. */
  public static Optional<CancelWord> on(BootcNodePool pool) {
    return WrittenAnnotation.of(pool, BootcApi.CANCEL).map(CancelWord::of);
  }

  private static CancelWord of(WrittenAnnotation written) {
    String[] parts = written.value().strip().split("\\s+", 2);
    return new CancelWord(parts[0], parts.length < 2 ? "" : parts[1], written.signature());
  }

  /** Whether it can be about anything. */
  public boolean namesARun() {
    return RUN_ID.matcher(runId).matches();
  }

  /** Who cancels and why, for humans. */
  public String byAndWhy() {
    return BootcApi.CANCEL + " of " + by + (why.isEmpty() ? "" : ": " + why);
  }

  /** How a person says it with kubectl. */
  public static String command(String pool) {
    return "kubectl annotate bnp %s --overwrite %s=\"$(kubectl get bnp %s -o jsonpath={.status.rollout.runId}) <why>\""
        .formatted(pool, BootcApi.CANCEL, pool);
  }
}
