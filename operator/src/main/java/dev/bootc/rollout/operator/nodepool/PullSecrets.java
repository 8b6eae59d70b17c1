package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.PullSecretRef;

/** Reads pull secrets. */
interface PullSecrets {

  /** What was found. */
  sealed interface Answer {
    /** It is there and has what it must have. */
    record Found(PullSecret secret) implements Answer {}

    /**
     * It is missing, may not be read, or has no {@code .dockerconfigjson}.
     *
     * @param message with the field, the value and the mend
     */
    record Unusable(String message) implements Answer {}
  }

  Answer read(PullSecretRef ref);
}
