/**
 * This node's BootcNode at the API server: watches its spec, writes its status. Must not know bootc
 * or the host.
 */
@NullMarked
package dev.bootc.rollout.agent.node;

import org.jspecify.annotations.NullMarked;
