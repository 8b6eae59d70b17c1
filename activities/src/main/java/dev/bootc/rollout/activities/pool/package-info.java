/**
 * Watches a pool for its workflow, writes the target and the status. Must not decide which node
 * goes next.
 */
@NullMarked
package dev.bootc.rollout.activities.pool;

import org.jspecify.annotations.NullMarked;
