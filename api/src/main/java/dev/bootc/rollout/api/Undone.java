package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A digest that too many nodes of a pool failed at, and that is not started again before a person
 * says so: by another {@code spec.image.ref}, or by the annotation {@link BootcApi#TRY_AGAIN}. It
 * stands in the pool's status, so that neither a restart nor an empty Temporal forgets it.
 *
 * @param digest that failed
 * @param ref the {@code spec.image.ref} that asked for it
 * @param to the image that the pool asks for instead; absent while its tag means another digest
 * @param since RFC 3339
 * @param why which nodes failed, for humans
 * @param word what {@link BootcApi#TRY_AGAIN} said at that time; absent where it said nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Undone(
    @JsonPropertyDescription("The digest that failed, and is not started again unasked.")
        String digest,
    @JsonPropertyDescription("The image.ref that asked for it.") String ref,
    @JsonPropertyDescription("The image that nodes run instead.") @Nullable String to,
    @JsonPropertyDescription("Since when.") String since,
    @JsonPropertyDescription("Which nodes failed, and how.") String why,
    @JsonPropertyDescription("What bootc.dev/try-again said then.") @Nullable String word) {

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
    return ref.equals(asked) && (said == null || said.equals(word));
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
    return new Undone(digest, ref, other, since, why, word);
  }
}
