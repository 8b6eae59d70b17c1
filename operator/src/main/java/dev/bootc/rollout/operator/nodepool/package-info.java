/**
 * From a BootcNodePool to its members, its rollout and its status. Must not drain, reboot or wait,
 * and knows of Temporal only what {@link dev.bootc.rollout.operator.rollout.RolloutGateway} says.
 */
@NullMarked
package dev.bootc.rollout.operator.nodepool;

import org.jspecify.annotations.NullMarked;
