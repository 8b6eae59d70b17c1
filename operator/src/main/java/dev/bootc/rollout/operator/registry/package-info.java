/**
 * From an image's tag to its digest: asks the registry, keeps the answer, and says when it is asked
 * again. Must not know pools and what is done with a digest: neither members nor rollouts.
 */
@NullMarked
package dev.bootc.rollout.operator.registry;

import org.jspecify.annotations.NullMarked;
