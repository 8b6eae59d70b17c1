package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.PullSecretRef;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know what a tag means.
 *
 * @param name by which it is woken when there is news
 * @param ref the tag
 * @param secret credentials that can be read; absent without
 * @param secretHash of their content
 * @param checkNow whoever changes this wants to have it asked at once
 * @param lastGood what the tag meant when it was written down last, by whatever process
 */
public record Asker(
    String name,
    ImageRef.Tagged ref,
    @Nullable PullSecretRef secret,
    @Nullable String secretHash,
    @Nullable String checkNow,
    @Nullable ImageDigest lastGood) {

  TagQuestion question() {
    return new TagQuestion(ref, secretHash);
  }
}
