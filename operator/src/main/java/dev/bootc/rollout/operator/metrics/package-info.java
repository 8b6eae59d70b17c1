/**
 * What Prometheus is told: how pools stand, by the leader, and how this process does. Must not
 * change anything, nor ask any server for it.
 */
@NullMarked
package dev.bootc.rollout.operator.metrics;

import org.jspecify.annotations.NullMarked;
