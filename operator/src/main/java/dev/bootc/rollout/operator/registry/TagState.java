package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one tag, and when its registry is asked next. Pure: each step gives the next
 * state.
 *
 * @param digest the latest that the registry gave; a failure never takes it away
 * @param problem of the last question; absent after an answer
 * @param failures in a row
 * @param next earliest time of the next question; absent before the first was answered
 * @param asking whether a question is under way
 * @param wanted whether somebody wants an answer younger than the one under way
 */
record TagState(
    @Nullable ImageDigest digest,
    @Nullable String problem,
    int failures,
    @Nullable Instant next,
    boolean asking,
    boolean wanted) {

  static final TagState UNKNOWN = new TagState(null, null, 0, null, false, false);

  boolean isDue(Instant now) {
    return !asking && (wanted || next == null || !now.isBefore(next));
  }

  /** A person asks: whatever the registry said about later, one question does not hurt. */
  TagState wantedNow() {
    return new TagState(digest, problem, failures, next, asking, true);
  }

  TagState begun() {
    return new TagState(digest, problem, failures, next, true, false);
  }

  TagState resolved(ImageDigest found, Instant now, Rhythm rhythm) {
    return new TagState(found, null, 0, now.plus(rhythm.afterAnAnswer()), false, wanted);
  }

  TagState failed(RegistryFailure failure, Instant now, Rhythm rhythm) {
    int inARow = failures + 1;
    return new TagState(
        digest,
        failure.message(),
        inARow,
        now.plus(rhythm.afterAFailure(inARow, failure.retryAfter())),
        false,
        wanted);
  }

  /**
   * @param lastGood taken where the registry did not answer since this process began
   */
  TagAnswer answer(@Nullable ImageDigest lastGood) {
    return new TagAnswer(digest == null ? lastGood : digest, problem, next);
  }
}
