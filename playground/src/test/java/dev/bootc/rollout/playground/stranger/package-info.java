/**
 * Whoever reaches Temporal's port and has read our code: speaks Temporal and our own payloads. Must
 * not know the Kubernetes client, since a stranger has no rights there.
 */
@NullMarked
package dev.bootc.rollout.playground.stranger;

import org.jspecify.annotations.NullMarked;
