package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A digest that too many nodes of a pool failed at, or that a person has undone by {@link
 * UndoWord}, and that is not started again before a person says so: by another {@code
 * spec.image.ref}, or by the annotation {@link BootcApi#TRY_AGAIN}. It stands in the pool's status,
 * so that neither a restart nor an empty Temporal forgets it.
 *
 * @param digest that was undone
 * @param ref the {@code spec.image.ref} that asked for it
 * @param to the image that the pool asks for instead; absent while its tag means another digest
 * @param since RFC 3339
 * @param why which nodes failed, or what a person said and who that was, for humans
 * @param word what {@link BootcApi#TRY_AGAIN} said at that time; absent where it said nothing
 * @param told the {@link UndoWord} that undid it; absent where nodes failed
 * @param spent an {@link UndoWord} that still stands on the pool, though what it undid was asked
 *     for again since: it does nothing any more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Undone(
    @JsonPropertyDescription(
            "The digest that failed or was called bad, and is not started again unasked.")
        String digest,
    @JsonPropertyDescription("The image.ref that asked for it.") String ref,
    @JsonPropertyDescription("The image that nodes run instead.") @Nullable String to,
    @JsonPropertyDescription("Since when.") String since,
    @JsonPropertyDescription("Which nodes failed and how, or who has undone it and why.")
        String why,
    @JsonPropertyDescription("What bootc.dev/try-again said then.") @Nullable String word,
    @JsonPropertyDescription("What bootc.dev/undo said, where that has undone it.")
        @Nullable String told,
    @JsonPropertyDescription("What bootc.dev/undo says, where that does nothing any more.")
        @Nullable String spent) {

  /** Of what nodes failed at. */
  public Undone(
      String digest,
      String ref,
      @Nullable String to,
      String since,
      String why,
      @Nullable String word) {
    this(digest, ref, to, since, why, word, null, null);
  }

  /** The one that a pool's status has and that nobody has lifted. */
  public static Optional<Undone> of(BootcNodePool pool) {
    return Optional.ofNullable(pool.getStatus())
        .map(BootcNodePoolStatus::undone)
        .filter(undone -> undone.stands(pool.getSpec().image().ref(), wordOn(pool)));
  }

  /** What a pool is to run instead of what its spec says; empty where it runs what that says. */
  public static Optional<ImageRef.Pinned> insteadIn(BootcNodePool pool) {
    return of(pool).flatMap(Undone::instead);
  }

  /** What {@link BootcApi#TRY_AGAIN} says on a pool. */
  public static @Nullable String wordOn(BootcNodePool pool) {
    return WrittenAnnotation.valueOn(pool, BootcApi.TRY_AGAIN);
  }

  /**
   * Whether nobody has lifted it. To take the annotation away says nothing.
   *
   * @param asked {@code spec.image.ref} as it is now
   * @param said the annotation as it is now
   */
  public boolean stands(String asked, @Nullable String said) {
    return ref.equals(asked) && (said == null || said.equals(word)) && !isLifted();
  }

  private boolean isLifted() {
    return told != null && told.equals(spent);
  }

  /** The same, knowing that a word about the same was said since: it asks for nothing more. */
  public Undone hearing(UndoWord said) {
    return !said.digest().equals(digest) || said.text().equals(told)
        ? this
        : new Undone(digest, ref, to, since, why, word, told, said.text());
  }

  /** What is left of it once a person wants it after all: their earlier word counts no more. */
  public Undone lifted(UndoWord earlier) {
    return new Undone(digest, ref, null, since, why, word, earlier.text(), earlier.text());
  }

  /** Whether that word was heard before, and what it undid was asked for again since. */
  public boolean hasSpent(UndoWord said, String asked, @Nullable String tryAgain) {
    return said.text().equals(spent) || (said.text().equals(told) && !stands(asked, tryAgain));
  }

  /** The image of {@link #to}; empty for one that somebody has spoilt. */
  public Optional<ImageRef.Pinned> instead() {
    try {
      return to != null && ImageRef.parse(to) instanceof ImageRef.Pinned pinned
          ? Optional.of(pinned)
          : Optional.empty();
    } catch (ImageRef.Malformed spoilt) {
      return Optional.empty();
    }
  }

  /** The same, going back to that, or nowhere. */
  public Undone to(@Nullable String other) {
    return new Undone(digest, ref, other, since, why, word, told, spent);
  }
}
