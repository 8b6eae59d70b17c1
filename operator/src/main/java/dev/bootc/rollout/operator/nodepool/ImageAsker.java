package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.api.WrittenField;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asked for the image that a pool is to run. Kubernetes notes the owner of every field by a
 * name that the client gave itself: it proves nothing.
 */
public final class ImageAsker {
  private static final String REF = "spec.image.ref";
  private static final String BY_ITSELF = "onFailure: Rollback";

  private ImageAsker() {}

  /** What a pool is to run, with who asked for it where that is known. */
  static RolloutTarget target(BootcNodePool pool, CheckedSpec.Valid spec) {
    RolloutTarget target = spec.target();
    Optional<String> writer = writer(pool).map(name -> whoWrote(name, spec));
    Optional<String> asker =
        spec.goesBack()
            ? Optional.of(whoUndid(Objects.requireNonNull(spec.undone()), writer))
            : writer;
    return asker.map(target::askedBy).orElse(target);
  }

  /**
   * The same as a name, not in words: a field manager, or what has set the pool back; empty where
   * nobody knows.
   */
  public static String name(BootcNodePool pool) {
    return Undone.of(pool)
        .filter(undone -> undone.instead().isPresent())
        .map(undone -> undone.told() == null ? BY_ITSELF : undoer(pool, undone))
        .or(() -> writer(pool).filter(_ -> isTheTarget(pool)))
        .orElse("");
  }

  /** Whoever wrote another word since did not set it back. */
  private static String undoer(BootcNodePool pool, Undone undone) {
    return WrittenAnnotation.of(pool, BootcApi.UNDO)
        .filter(written -> UndoWord.of(written).text().equals(undone.told()))
        .map(WrittenAnnotation::by)
        .orElse(BootcApi.UNDO);
  }

  /** What cannot be read, or was not resolved yet, leaves the target to whoever wrote it before. */
  private static boolean isTheTarget(BootcNodePool pool) {
    return AskedImage.ifReadable(pool)
        .map(asked -> asked.digest().text())
        .filter(asked -> pool.getStatus() != null && asked.equals(pool.getStatus().targetDigest()))
        .isPresent();
  }

  private static String whoUndid(Undone undone, Optional<String> writer) {
    String who =
        undone.told() == null
            ? "nobody: spec.rollout.onFailure is Rollback"
            : "a person, by " + BootcApi.UNDO;
    return who + writer.map(name -> "; what is undone was asked for by " + name).orElse("");
  }

  private static String whoWrote(String manager, CheckedSpec.Valid spec) {
    return spec.tag()
        .map(TagStanding::ref)
        .map(tag -> "tag " + tag + ", which field manager " + manager + " wrote to " + REF)
        .orElse("field manager " + manager + ", by " + REF);
  }

  private static Optional<String> writer(BootcNodePool pool) {
    return WrittenField.ofSpec(pool, "image", "ref").map(WrittenField::by);
  }
}
