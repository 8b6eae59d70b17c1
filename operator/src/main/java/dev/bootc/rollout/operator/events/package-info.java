/**
 * Tells as Events of Kubernetes what has happened to pools and nodes, each once. It must not know
 * Temporal: what is told is read from what stands in the objects, whoever wrote it.
 */
@NullMarked
package dev.bootc.rollout.operator.events;

import org.jspecify.annotations.NullMarked;
