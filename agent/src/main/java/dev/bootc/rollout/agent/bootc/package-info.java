/**
 * What {@code bootc status} says, read leniently and sorted into what the agent can build on and
 * what it cannot. Must not know how the command is run, nor what the node shall become.
 */
@NullMarked
package dev.bootc.rollout.agent.bootc;

import org.jspecify.annotations.NullMarked;
