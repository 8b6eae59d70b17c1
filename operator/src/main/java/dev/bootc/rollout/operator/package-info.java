/**
 * The operator's process: start, leadership, readiness, stop. Must not decide anything about pools
 * or rollouts.
 */
@NullMarked
package dev.bootc.rollout.operator;

import org.jspecify.annotations.NullMarked;
