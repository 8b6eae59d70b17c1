package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.PoolPullSecrets;
import dev.bootc.rollout.operator.poolspec.SpecCheck;
import dev.bootc.rollout.operator.registry.Asker;
import dev.bootc.rollout.operator.registry.TagResolver;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a pool's spec with what it names: the Secret, and what its tag means. */
final class PoolSpecs implements AutoCloseable {
  /** With these the Go project, and we before we resolved tags, left an earlier target in place. */
  private static final Set<String> NOT_OF_THIS_SPEC =
      Set.of(PoolConditions.TAG_RESOLUTION_ERROR, PoolConditions.INVALID_SPEC);

  private final PoolPullSecrets secrets;
  private final TagResolver tags;
  private final Clock clock;

  PoolSpecs(PoolPullSecrets secrets, TagResolver tags, Clock clock) {
    this.secrets = secrets;
    this.tags = tags;
    this.clock = clock;
  }

  CheckedSpec read(BootcNodePool pool) {
    PoolPullSecrets.Answer secret = secrets.read(pool.getSpec().pullSecretRef());
    CheckedSpec checked =
        SpecCheck.check(pool, secret, tag -> tags.answer(asker(pool, tag, secret)));
    if (checked.tag().isEmpty()) {
      tags.forget(pool.getMetadata().getName());
    }
    return checked instanceof CheckedSpec.Valid valid
        ? valid.undone(undo(pool, valid.image().digest()).mark(Instant.now(clock)))
        : checked;
  }

  /** By what the spec itself asks for. */
  static UndoDecision undo(BootcNodePool pool, ImageDigest asked) {
    BootcNodePoolStatus status = NodePoolStatusFactory.previous(pool);
    return new UndoDecision(
        pool.getSpec().image().ref(),
        asked,
        pool.getMetadata().getGeneration(),
        undoes(pool),
        Undone.wordOn(pool),
        status.deployedImage(),
        status.rollout(),
        status.undone(),
        status.deployedBefore(),
        UndoWord.on(pool).orElse(null));
  }

  /** Whether the pool wants a rollout that halts to be undone. */
  static boolean undoes(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getSpec().rollout(), RolloutSpec.DEFAULTS)
        .undoesFailures();
  }

  /** The pool is gone. */
  void forget(String pool) {
    tags.forget(pool);
  }

  /** Whether the pool's status tells everybody what its tag means, and what is undone. */
  static boolean isToldBy(BootcNodePool pool, CheckedSpec spec) {
    BootcNodePoolStatus status = NodePoolStatusFactory.previous(pool);
    if (!(spec instanceof CheckedSpec.Valid valid)) {
      return true;
    }
    boolean tagIsTold =
        valid.tag().isEmpty()
            || (valid.tag().get().ref().equals(status.resolvedRef())
                && valid.image().digest().text().equals(status.targetDigest()));
    return tagIsTold && Objects.equals(valid.undone(), status.undone());
  }

  /** Without a Secret that can be read it is asked as anybody may ask: what needs none goes on. */
  private static Asker asker(
      BootcNodePool pool, ImageRef.Tagged tag, PoolPullSecrets.Answer secret) {
    PullSecretRef readable = null;
    String hash = null;
    if (secret instanceof PoolPullSecrets.Answer.Found(var found)) {
      readable = found.ref();
      hash = found.hash();
    }
    return new Asker(
        pool.getMetadata().getName(),
        tag,
        readable,
        hash,
        checkNow(pool),
        lastGood(pool, tag).orElse(null));
  }

  static @Nullable String checkNow(BootcNodePool pool) {
    return WrittenAnnotation.valueOn(pool, BootcApi.CHECK_NOW);
  }

  /**
   * What the status says that this very reference was resolved to. The Go project does not write
   * which one that was; there it is that of the generation which the status speaks of.
   */
  static Optional<ImageDigest> lastGood(BootcNodePool pool, ImageRef.Tagged tag) {
    Optional<Undone> undone = Undone.of(pool).filter(mark -> mark.instead().isPresent());
    if (undone.isPresent()) {
      // What is rolled out is not what the tag means.
      return undone.map(Undone::digest).filter(ImageDigest::isValid).map(ImageDigest::new);
    }
    BootcNodePoolStatus status = NodePoolStatusFactory.previous(pool);
    boolean known =
        status.resolvedRef() == null
            ? Objects.equals(status.observedGeneration(), pool.getMetadata().getGeneration())
                && Condition.find(status.conditions(), PoolConditions.DEGRADED)
                    .filter(degraded -> NOT_OF_THIS_SPEC.contains(degraded.reason()))
                    .isEmpty()
            : status.resolvedRef().equals(tag.toString());
    return Optional.ofNullable(status.targetDigest())
        .filter(_ -> known)
        .filter(ImageDigest::isValid)
        .map(ImageDigest::new);
  }

  @Override
  public void close() {
    tags.close();
  }
}
