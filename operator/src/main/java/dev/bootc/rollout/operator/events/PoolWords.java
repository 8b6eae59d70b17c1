package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.UpdatePolicy;
import dev.bootc.rollout.api.WrittenAnnotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people have said on a pool and what stands there since: approvals, that a registry be asked,
 * that a cancelled rollout go on. Pauses, cancels and undoing are in the way, and told as that.
 */
final class PoolWords {
  private static final Pattern STEP =
      Pattern.compile("[1-9][0-9]?\\s+(?:sha256:)?([0-9a-f]{12,64})");

  private final BootcNodePool pool;
  private final String digest;
  private final String targetSince;
  private final List<Happening> found = new ArrayList<>();

  private PoolWords(BootcNodePool pool, BootcNodePoolStatus status) {
    this.pool = pool;
    this.digest = Objects.requireNonNullElse(status.targetDigest(), "");
    this.targetSince = Objects.requireNonNullElse(status.targetSince(), "");
  }

  static List<Happening> on(BootcNodePool pool, BootcNodePoolStatus status) {
    PoolWords words = new PoolWords(pool, status);
    words.approval();
    words.stepApproval();
    words.resumption();
    words.checkNow();
    return words.found;
  }

  private void approval() {
    ImageSource image = pool.getSpec().image();
    if (image.updatePolicy() == UpdatePolicy.MANUAL
        && !digest.isEmpty()
        && digest.equals(image.approvedDigest())) {
      add(
          EventReason.APPROVED,
          EventAction.ROLLOUT,
          digest + " is approved by " + ImageSource.APPROVED_FIELD,
          List.of(digest, targetSince),
          LastWrites.ofSpec(pool, "image", "approvedDigest"));
    }
  }

  private void stepApproval() {
    WrittenAnnotation.of(pool, BootcApi.APPROVED_STEP)
        .filter(this::isAboutTheTarget)
        .ifPresent(written ->
            add(
                EventReason.STEP_APPROVED,
                EventAction.ROLLOUT,
                "step "
                    + written.value().strip().split("\\s+", 2)[0]
                    + " of "
                    + digest
                    + " is approved by "
                    + written.signature(),
                List.of(written.value(), targetSince),
                WrittenAnnotation.writtenBefore(pool, BootcApi.APPROVED_STEP)));
  }

  /** One about an image of before is history, and one that nobody understands approves nothing. */
  private boolean isAboutTheTarget(WrittenAnnotation written) {
    Matcher form = STEP.matcher(written.value().strip());
    return form.matches() && digest.startsWith("sha256:" + form.group(1));
  }

  private void resumption() {
    WrittenAnnotation.of(pool, BootcApi.RESUME)
        .filter(written -> !written.value().isBlank())
        .ifPresent(written ->
            add(
                EventReason.RESUMED,
                EventAction.ROLLOUT,
                "is to go on although run "
                    + written.value().strip()
                    + " was cancelled, by "
                    + written.signature(),
                List.of(written.value()),
                WrittenAnnotation.writtenBefore(pool, BootcApi.RESUME)));
  }

  private void checkNow() {
    if (!ImageRef.isTag(pool.getSpec().image().ref())) {
      return;
    }
    WrittenAnnotation.of(pool, BootcApi.CHECK_NOW)
        .ifPresent(written ->
            add(
                EventReason.CHECK_REQUESTED,
                EventAction.RESOLVE_IMAGE,
                "the registry is to be asked what the tag means, by " + written.signature(),
                List.of(written.value()),
                WrittenAnnotation.writtenBefore(pool, BootcApi.CHECK_NOW)));
  }

  private void add(
      EventReason reason,
      EventAction action,
      String note,
      List<String> identity,
      Optional<Instant> since) {
    found.add(
        new Happening(
            References.to(pool), null, false, reason.text(), action, note, identity, since));
  }
}
