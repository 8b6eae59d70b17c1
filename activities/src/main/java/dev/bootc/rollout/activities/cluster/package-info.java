/**
 * What is known of the cluster: informers with trimmed objects, and how to be woken by their
 * changes. Must not know of workflows.
 */
@NullMarked
package dev.bootc.rollout.activities.cluster;

import org.jspecify.annotations.NullMarked;
