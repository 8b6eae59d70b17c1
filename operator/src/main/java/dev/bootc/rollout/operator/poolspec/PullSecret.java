package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.PullSecretRef;
import org.jspecify.annotations.Nullable;

/**
 * A pull secret that a pool names. Its content stays out of memory; only the hash goes on.
 *
 * @param ref where it is
 * @param hash {@code sha256:…} of its {@code .dockerconfigjson}; absent where it cannot be read
 */
public record PullSecret(PullSecretRef ref, @Nullable String hash) {}
