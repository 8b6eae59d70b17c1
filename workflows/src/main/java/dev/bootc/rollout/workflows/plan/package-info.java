/**
 * The decisions of a rollout as pure functions over records: who may start, who waits and why.
 * Knows no clock, no I/O, no Temporal and no Kubernetes client.
 */
@NullMarked
package dev.bootc.rollout.workflows.plan;

import org.jspecify.annotations.NullMarked;
