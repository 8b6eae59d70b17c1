/**
 * The connection to Temporal and the workers on it, whatever they work on. Must not know
 * Kubernetes' client, pools or the reconciler.
 */
@NullMarked
package dev.bootc.rollout.operator.temporal;

import org.jspecify.annotations.NullMarked;
