/**
 * A small cluster in memory that plays nodes, agents, node workflows and lagging watches, and
 * checks the invariants of a rollout after every step. Must not know how the planner decides.
 */
@NullMarked
package dev.bootc.rollout.workflows.plan.simulation;

import org.jspecify.annotations.NullMarked;
