/**
 * From flags and environment to the agent's configuration, or to all that is wrong with them. Must
 * not know what is done with a setting: neither the host, nor bootc, nor the API server.
 */
@NullMarked
package dev.bootc.rollout.agent.settings;

import org.jspecify.annotations.NullMarked;
