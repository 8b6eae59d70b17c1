/**
 * The operator's process: settings, start, readiness, stop. Must not decide anything about pools or
 * rollouts.
 */
@NullMarked
package dev.bootc.rollout.operator;

import org.jspecify.annotations.NullMarked;
