/**
 * From a pool's spec to what can be carried out, or to all that is wrong with it. Must not know
 * Temporal, nor what is done with a spec: neither members nor rollouts.
 */
@NullMarked
package dev.bootc.rollout.operator.poolspec;

import org.jspecify.annotations.NullMarked;
