package dev.bootc.rollout.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an updated node still holds its slot: a gate of its pool does not hold. Kept on the
 * BootcNode, so that neither a restart nor an empty Temporal gives a gate more time.
 *
 * @param since when that began
 * @param digest that the node was updated to
 * @param gate its name
 * @param why in words
 */
public record GateMark(Instant since, String digest, State state, String gate, String why) {
  private static final int PARTS = 5;

  /** How a gate stands. */
  public enum State {
    /** It says no, and may still come to say yes. */
    WAITS("Waits"),
    /** It cannot be asked, so nobody knows. */
    ERROR("Error"),
    /** It has said no for too long. */
    FAILED("Failed");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** As stored in the annotation; empty for a text that was not written by us. */
  public static Optional<GateMark> parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", PARTS);
    if (parts.length < PARTS) {
      return Optional.empty();
    }
    return WrittenTime.read(parts[0])
        .flatMap(since ->
            Arrays.stream(State.values())
                .filter(state -> state.text.equals(parts[2]))
                .findFirst()
                .map(state -> new GateMark(since, parts[1], state, parts[3], parts[4])));
  }

  /** As stored in the annotation. */
  public String text() {
    return String.join(" ", since.toString(), digest, state.text, gate, why);
  }

  /** For humans. */
  public String inWords() {
    return "gate " + gate + ": " + why;
  }

  /** Whether it says the same, but for the words. */
  public boolean isLike(GateMark other) {
    return since.equals(other.since)
        && digest.equals(other.digest)
        && state == other.state
        && gate.equals(other.gate);
  }
}
