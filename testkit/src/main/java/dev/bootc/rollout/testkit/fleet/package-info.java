/**
 * The light fleet: plays agent and kubelet of hundreds of nodes at the level of BootcNode and Node,
 * without a process for each. It must not know the operator or Temporal, and nothing of a host but
 * the times it takes.
 */
@NullMarked
package dev.bootc.rollout.testkit.fleet;

import org.jspecify.annotations.NullMarked;
