package dev.bootc.rollout.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An annotation that somebody wrote, and under what name: Kubernetes notes the owner of every
 * field, so nobody has to sign; of several it is the latest, as {@link WrittenField} has it. The
 * name is one that the client gives itself: it says what was used and proves nothing of who used
 * it, which only the API server's audit log does.
 *
 * @param by the field manager, such as {@code kubectl-annotate}; a plain word where it is not noted
 */
public record WrittenAnnotation(String value, String by) {
  private static final String NOBODY_KNOWS = "somebody";

  /** That annotation; empty where there is none. */
  public static Optional<WrittenAnnotation> of(HasMetadata object, String key) {
    return Optional.ofNullable(valueOn(object, key))
        .map(text -> new WrittenAnnotation(text, writer(object, key)));
  }

  /** Who wrote it, for humans: marked as a name that proves nothing. */
  public String signature() {
    return by.equals(NOBODY_KNOWS) ? by : "field manager " + by;
  }

  /** What it says, whoever wrote it; absent where there is none. */
  public static @Nullable String valueOn(HasMetadata object, String key) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }

  /** When its owner wrote last, which is not before this was written; empty where not noted. */
  public static Optional<Instant> writtenBefore(HasMetadata object, String key) {
    return WrittenField.ofAnnotation(object, key).flatMap(WrittenField::at);
  }

  private static String writer(HasMetadata object, String key) {
    return WrittenField.ofAnnotation(object, key).map(WrittenField::by).orElse(NOBODY_KNOWS);
  }
}
