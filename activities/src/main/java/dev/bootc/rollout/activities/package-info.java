/**
 * Puts the activities together for a Temporal worker. Must hold no decisions: those are in the
 * planner.
 */
@NullMarked
package dev.bootc.rollout.activities;

import org.jspecify.annotations.NullMarked;
