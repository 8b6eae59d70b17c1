package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tag at this moment. Without digest and problem the registry is being asked for
 * the first time.
 *
 * @param digest the latest that the registry gave, also where it gives none any more
 * @param problem why it did not answer the last time, with the mend
 * @param next when it is asked again; absent while it is being asked for the first time
 */
public record TagAnswer(
    @Nullable ImageDigest digest, @Nullable String problem, @Nullable Instant next) {}
