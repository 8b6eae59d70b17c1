/**
 * Puts the activities together for a Temporal worker. Must hold no decisions: those are in the
 * module {@code workflows}.
 */
@NullMarked
package dev.bootc.rollout.activities;

import org.jspecify.annotations.NullMarked;
