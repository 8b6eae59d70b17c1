/** Replays recorded histories. Must know nothing but workflows and their histories. */
@NullMarked
package dev.bootc.rollout.workflows.replay;

import org.jspecify.annotations.NullMarked;
