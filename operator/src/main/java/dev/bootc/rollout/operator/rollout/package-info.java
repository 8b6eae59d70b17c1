/**
 * The operator's side of Temporal: connection, workers, starting and steering of rollouts. Must not
 * know of Kubernetes' client or of the reconciler.
 */
@NullMarked
package dev.bootc.rollout.operator.rollout;

import org.jspecify.annotations.NullMarked;
