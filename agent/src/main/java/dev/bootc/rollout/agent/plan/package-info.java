/**
 * Chooses the next step of this node from what was observed: records and pure functions. Must not
 * know processes, files, clocks or the API server.
 */
@NullMarked
package dev.bootc.rollout.agent.plan;

import org.jspecify.annotations.NullMarked;
