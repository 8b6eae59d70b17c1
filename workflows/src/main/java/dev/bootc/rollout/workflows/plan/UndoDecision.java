package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a pool asks for is undone, by what its spec and its status say. Nothing is
 * remembered but the mark in the status, so it does not matter who asks, or how often.
 *
 * @param ref {@code spec.image.ref}
 * @param asked digest that it means
 * @param generation of the spec
 * @param undoes whether the pool wants a rollout that halts to be undone
 * @param word what a person says about trying again; absent where nobody says anything
 * @param deployed the image of the last rollout that was completed; absent where none is known
 * @param rollout what the latest rollout has said; absent where there was none
 * @param before the mark as it is; absent where there is none
 */
public record UndoDecision(
    String ref,
    ImageDigest asked,
    long generation,
    boolean undoes,
    @Nullable String word,
    @Nullable String deployed,
    @Nullable RolloutStatus rollout,
    @Nullable Undone before) {

  /** The mark as it is to be; absent where there is to be none. */
  public @Nullable Undone mark(Instant now) {
    Undone standing = before != null && before.stands(ref, word) ? before : null;
    if (standing != null && standing.digest().equals(asked.text())) {
      return standing.to(whereTo().orElse(standing.to()));
    }
    Optional<String> back = whereTo();
    if (undoes && isHalted() && back.isPresent()) {
      return new Undone(asked.text(), ref, back.get(), seconds(now), why(), word);
    }
    // The tag means something else by now, and may mean this again.
    return standing == null ? null : standing.to(null);
  }

  /** Whether the pool wants to be undone and is halted, and nothing is known to go back to. */
  public static boolean isInVain(
      boolean undoes,
      String ref,
      @Nullable String deployed,
      ImageDigest asked,
      RolloutStatus rollout) {
    return undoes && hasFailed(rollout, asked) && back(ref, deployed, asked).isEmpty();
  }

  /** By the run that follows this very spec: what another said may be mended by an edit. */
  private boolean isHalted() {
    return rollout != null
        && hasFailed(rollout, asked)
        && Objects.equals(rollout.generation(), generation);
  }

  /** That nodes are down for an earlier image says nothing about this one. */
  private static boolean hasFailed(RolloutStatus rollout, ImageDigest digest) {
    return RolloutPhase.HALTED.text().equals(rollout.phase())
        && Boolean.TRUE.equals(rollout.digestFailed())
        && digest.text().equals(rollout.digest());
  }

  private Optional<String> whereTo() {
    return back(ref, deployed, asked);
  }

  private static Optional<String> back(String ref, @Nullable String deployed, ImageDigest asked) {
    return Optional.ofNullable(deployed)
        .filter(image -> isPinnedIn(ref, image))
        .filter(image -> ImageDigest.in(image).filter(asked::equals).isEmpty());
  }

  /** Users say which repository it comes from, and the chart's policy lets no other be given. */
  private static boolean isPinnedIn(String ref, String image) {
    try {
      return ImageRef.parse(image) instanceof ImageRef.Pinned pinned
          && pinned.name().equals(ImageRef.parse(ref).name());
    } catch (ImageRef.Malformed spoilt) {
      return false;
    }
  }

  private String why() {
    String message = rollout == null ? null : rollout.message();
    return Wording.oneLine(Objects.requireNonNullElse(message, "halted"));
  }

  private static String seconds(Instant now) {
    return Instant.ofEpochSecond(now.getEpochSecond()).toString();
  }
}
