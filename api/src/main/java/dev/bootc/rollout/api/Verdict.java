package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the last attempt to bring a node to a digest ended. Kept on the BootcNode, so that "one
 * attempt per node and digest" survives an empty Temporal.
 *
 * @param outcome how it ended
 * @param digest the digest that was tried, {@code sha256:…}
 * @param attempt 1 for the first attempt at that digest
 * @param since RFC 3339
 * @param message for humans: what was seen, and what to do next
 * @param tookMillis how long the node held its slot; only where it was updated
 * @param tookBeforeMillis the same of its last success before that one; absent where nobody knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Verdict(
    Outcome outcome,
    String digest,
    int attempt,
    String since,
    @Nullable String message,
    @Nullable Long tookMillis,
    @Nullable Long tookBeforeMillis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One that says nothing of durations. */
  public Verdict(
      Outcome outcome, String digest, int attempt, String since, @Nullable String message) {
    this(outcome, digest, attempt, since, message, null, null);
  }

  public Verdict {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(since, "since");
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1, not " + attempt);
    }
  }

  /**
   * The outcomes; each but {@link #UPDATED} counts as a failure and is not tried again for the same
   * digest.
   */
  public enum Outcome {
    UPDATED("Updated"),
    /** Pods did not leave within {@code drainTimeoutSeconds}; the node was restored. */
    DRAIN_TIMED_OUT("DrainTimedOut"),
    /** Approved, and not back within {@code rebootTimeoutSeconds}; the node keeps its slot. */
    NOT_BACK("NotBack"),
    /** Booted anew, but not into the approved image; the node keeps its slot. */
    WRONG_IMAGE("WrongImage"),
    /** The agent reports an error after the approval; the node keeps its slot. */
    AGENT_DEGRADED("AgentDegraded"),
    /** Updated, and a gate of its pool does not hold; the node keeps its slot. */
    GATE_FAILED("GateFailed"),
    /** Cancelled after the approval; the node was restored. */
    CANCELLED("Cancelled"),
    /**
     * Was updated, and left the image while it was still asked for it. Never written down: it
     * follows from {@link #UPDATED} and what the node runs, so it ends once the node is back.
     */
    ROLLED_BACK_BY_HOST("RolledBackByHost");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** As it is stored, and as a person reads it. */
    @JsonValue
    public String text() {
      return text;
    }
  }

  /**
   * What it comes to by what the node runs now: the one place that says so.
   *
   * <p>A success counts for as long as the node is not asked for another image: one that runs
   * something else by then was taken back by its host, and another reboot would not mend that.
   *
   * @param desiredImage that the node is asked for
   * @param booted what it runs; absent where it reports nothing
   */
  public Verdict seenOn(String desiredImage, @Nullable ImageInfo booted) {
    boolean left =
        outcome == Outcome.UPDATED
            && booted != null
            && !booted.is(desiredImage)
            && ImageDigest.in(desiredImage)
                .map(ImageDigest::text)
                .filter(digest::equals)
                .isPresent();
    return left ? rolledBack() : this;
  }

  /**
   * The failure of the one attempt at a digest.
   *
   * @param verdict of the node, {@linkplain #seenOn by what it runs now}
   */
  public static Optional<Verdict> failureAt(@Nullable Verdict verdict, String digest) {
    return Optional.ofNullable(verdict)
        .filter(Verdict::isFailure)
        .filter(failure -> failure.digest().equals(digest));
  }

  private Verdict rolledBack() {
    return new Verdict(
        Outcome.ROLLED_BACK_BY_HOST,
        digest,
        attempt,
        since,
        "was updated at "
            + since
            + " and runs another image now: look into its host's log; again: kubectl annotate bn"
            + " <node> "
            + BootcApi.VERDICT
            + "-",
        tookMillis,
        tookBeforeMillis);
  }

  @JsonIgnore
  public boolean isFailure() {
    return outcome != Outcome.UPDATED;
  }

  /** Whether it stands although the node runs its image and is Ready. */
  @JsonIgnore
  public boolean isOfAGate() {
    return outcome == Outcome.GATE_FAILED;
  }

  /** {@link #since}; empty where a human wrote something else. */
  public Optional<Instant> time() {
    return WrittenTime.read(since);
  }

  /** As stored in the annotation {@link BootcApi#VERDICT}. */
  public String toAnnotation() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a verdict is plain strings and numbers", impossible);
    }
  }

  /**
   * Reads the annotation. A text that is no verdict counts as none: it was written by a human, and
   * the worst that follows is one more attempt.
   */
  public static Optional<Verdict> fromAnnotation(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      // The text "null" is JSON too.
      return Optional.ofNullable(JSON.readValue(text, Verdict.class));
    } catch (JsonProcessingException notAVerdict) {
      return Optional.empty();
    }
  }
}
