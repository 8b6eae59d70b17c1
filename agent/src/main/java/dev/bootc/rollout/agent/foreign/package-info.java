/**
 * Looks for others who change the host beside the agent: updaters that run by themselves, and a
 * reboot that somebody asks for. Must not decide what follows from it, nor change the host.
 */
@NullMarked
package dev.bootc.rollout.agent.foreign;

import org.jspecify.annotations.NullMarked;
