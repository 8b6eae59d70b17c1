package dev.bootc.rollout.operator.poolspec;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the tag that a spec names.
 *
 * @param ref the tag
 * @param problem why its registry did not resolve it the last time; absent where it did
 * @param next when that is asked again; absent while it is asked for the first time
 */
public record TagStanding(String ref, @Nullable String problem, @Nullable Instant next) {}
