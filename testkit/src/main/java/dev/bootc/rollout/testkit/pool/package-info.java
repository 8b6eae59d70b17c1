/**
 * Creates, edits and watches a pool as its user does. It must not know how the product reacts, only
 * what the pool's own status says.
 */
@NullMarked
package dev.bootc.rollout.testkit.pool;

import org.jspecify.annotations.NullMarked;
