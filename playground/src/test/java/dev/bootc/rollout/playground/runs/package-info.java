/**
 * Asks a Temporal server, by its protocol, what the runs of workflows are doing. It must not know
 * what the workflows are for.
 */
@NullMarked
package dev.bootc.rollout.playground.runs;

import org.jspecify.annotations.NullMarked;
