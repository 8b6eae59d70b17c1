/**
 * Starts, steers and ends rollouts, and reads what is reported of them. Must not know Kubernetes'
 * client or the reconciler.
 */
@NullMarked
package dev.bootc.rollout.operator.rollout;

import org.jspecify.annotations.NullMarked;
