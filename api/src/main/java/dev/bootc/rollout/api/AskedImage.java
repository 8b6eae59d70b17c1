package dev.bootc.rollout.api;

import java.util.Optional;

/**
 * The image that a pool asks for at this moment, as far as is known: the one that its spec pins, or
 * what the tag in its spec was resolved to, by the pool's own status. Where that has failed and is
 * {@link Undone} it is the image of before.
 */
public final class AskedImage {
  private AskedImage() {}

  /**
   * @return empty for a tag that was not resolved yet: what the status says of another reference
   *     says nothing about this one
   * @throws ImageRef.Malformed where the reference cannot be read
   */
  public static Optional<ImageRef.Pinned> of(BootcNodePool pool) {
    return switch (ImageRef.parse(pool.getSpec().image().ref())) {
      case ImageRef.Pinned pinned -> Undone.insteadIn(pool).or(() -> Optional.of(pinned));
      case ImageRef.Tagged tagged -> Undone.insteadIn(pool).or(() -> resolved(pool, tagged));
    };
  }

  /** The same; empty also where the reference cannot be read. */
  public static Optional<ImageRef.Pinned> ifReadable(BootcNodePool pool) {
    try {
      return of(pool);
    } catch (ImageRef.Malformed unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<ImageRef.Pinned> resolved(BootcNodePool pool, ImageRef.Tagged tagged) {
    return Optional.ofNullable(pool.getStatus())
        .filter(status -> tagged.toString().equals(status.resolvedRef()))
        .map(BootcNodePoolStatus::targetDigest)
        .filter(ImageDigest::isValid)
        .map(digest -> new ImageRef.Pinned(tagged.name(), new ImageDigest(digest)));
  }
}
