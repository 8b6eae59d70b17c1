/**
 * The rollout of one pool: the durable loop around {@code awaitPlan}. Must not decide which node
 * goes next, and knows nothing of fabric8.
 */
@NullMarked
package dev.bootc.rollout.workflows.pool;

import org.jspecify.annotations.NullMarked;
