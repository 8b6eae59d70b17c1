package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageRef;
import org.jspecify.annotations.Nullable;

/**
 * What pools have in common that are answered by one request. Who shows other credentials asks for
 * itself: the answer may be none of its business.
 *
 * @param ref the tag
 * @param secretHash of the credentials' content; absent without
 */
record TagQuestion(ImageRef.Tagged ref, @Nullable String secretHash) {}
