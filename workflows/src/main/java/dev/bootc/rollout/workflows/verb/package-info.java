/**
 * What people may tell a rollout, and where that applies: one table, pure. Must not know Temporal,
 * Kubernetes, or what carries it out.
 */
@NullMarked
package dev.bootc.rollout.workflows.verb;

import org.jspecify.annotations.NullMarked;
