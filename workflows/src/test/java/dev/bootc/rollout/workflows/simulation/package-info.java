/**
 * A small cluster in memory with two workers whose caches lag, in which the real states, judgements
 * and planner of a rollout run while everything goes wrong that can; the invariants are checked
 * after every step. Must not know how anything is decided: it answers questions and carries out.
 */
@NullMarked
package dev.bootc.rollout.workflows.simulation;

import org.jspecify.annotations.NullMarked;
