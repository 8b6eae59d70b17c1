package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.PullSecretRef;

/**
 * A pull secret that could be read. Its content stays out of memory; only the hash goes on.
 *
 * @param ref where it is
 * @param hash {@code sha256:…} of its {@code .dockerconfigjson}
 */
public record PullSecret(PullSecretRef ref, String hash) {}
