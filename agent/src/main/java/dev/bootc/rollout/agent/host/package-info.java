/**
 * Runs commands on the host, looks for others who change it, and keeps what must survive its
 * reboot. Must not know the API server, nor decide what happens next.
 */
@NullMarked
package dev.bootc.rollout.agent.host;

import org.jspecify.annotations.NullMarked;
