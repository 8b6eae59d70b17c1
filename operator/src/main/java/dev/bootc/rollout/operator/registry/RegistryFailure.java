package dev.bootc.rollout.operator.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a registry did not say what a tag means.
 *
 * @param message one bounded line in its own words, with the mend; no secret
 * @param retryAfter how long it asks to be left alone; absent where it does not
 */
record RegistryFailure(String message, @Nullable Duration retryAfter) {}
