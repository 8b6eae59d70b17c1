package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param earlier what was deployed before {@code deployed}; absent where none is known
 * @param told what a person says of an image that is to be undone; absent where nobody says
 *     anything
 */
public record UndoDecision(
    String ref,
    ImageDigest asked,
    long generation,
    boolean undoes,
    @Nullable String word,
    @Nullable String deployed,
    @Nullable RolloutStatus rollout,
    @Nullable Undone before,
    @Nullable String earlier,
    @Nullable UndoWord told) {

  /** Why what is to be undone is not. */
  public static final String NOTHING_TO_GO_BACK_TO =
      "of no other image of this repository is a rollout known that was completed";

  /** The mark as it is to be; absent where there is to be none. */
  public @Nullable Undone mark(Instant now) {
    Undone standing = before != null && before.stands(ref, word) ? before : null;
    if (standing != null && standing.digest().equals(asked.text())) {
      Optional<String> back = standing.told() == null ? afterFailure() : byWord();
      Undone going = standing.to(back.orElse(standing.to()));
      return told == null ? going : going.hearing(told);
    }
    if (told != null && isTold() && byWord().isPresent()) {
      return new Undone(
          asked.text(),
          ref,
          byWord().get(),
          seconds(now),
          told.whyAndWho(),
          word,
          told.text(),
          null);
    }
    if (undoes && isHalted() && afterFailure().isPresent()) {
      String spent = told != null && isSpent(told) ? told.text() : null;
      return new Undone(
          asked.text(), ref, afterFailure().get(), seconds(now), why(), word, null, spent);
    }
    // The tag means something else by now, and may mean this again.
    return standing == null ? lifted() : standing.to(null);
  }

  /** Whether a person wants what the pool asks for undone, and nothing is known to go back to. */
  public boolean isToldInVain() {
    boolean isUndone =
        before != null && before.stands(ref, word) && before.digest().equals(asked.text());
    return !isUndone && isTold() && byWord().isEmpty();
  }

  private boolean isTold() {
    return told != null && told.isAbout(asked) && !isSpent(told);
  }

  /** A word is heard once: whoever asks for that image afterwards knows what was said of it. */
  private boolean isSpent(UndoWord said) {
    return before != null && before.hasSpent(said, ref, word);
  }

  private @Nullable Undone lifted() {
    return before != null && told != null && isSpent(told) ? before.lifted(told) : null;
  }

  /**
   * What was deployed before, once {@code deployed} is to be {@code now}. What was undone is
   * nothing to go back to.
   */
  public static @Nullable String earlier(
      @Nullable String now, @Nullable String deployed, @Nullable String earlier, boolean goesBack) {
    if (Objects.equals(now, deployed)) {
      return earlier;
    }
    return goesBack ? null : deployed;
  }

  /** Whether the pool wants to be undone and is halted, and nothing is known to go back to. */
  public static boolean isInVain(
      boolean undoes,
      String ref,
      @Nullable String deployed,
      ImageDigest asked,
      RolloutStatus rollout) {
    return undoes && hasFailed(rollout, asked) && back(ref, asked, deployed).isEmpty();
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

  /** Nodes that fail at what all others run are no reason to take it from those. */
  private Optional<String> afterFailure() {
    return back(ref, asked, deployed);
  }

  private Optional<String> byWord() {
    return back(ref, asked, deployed, earlier);
  }

  /** The newest other one. */
  private static Optional<String> back(String ref, ImageDigest asked, @Nullable String... known) {
    return Stream.of(known)
        .filter(Objects::nonNull)
        .filter(image -> isPinnedIn(ref, image))
        .filter(image -> ImageDigest.in(image).filter(asked::equals).isEmpty())
        .findFirst();
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
