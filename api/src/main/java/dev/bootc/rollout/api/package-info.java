/**
 * The wire contract {@code node.bootc.dev/v1alpha1} shared with the Go project bootc-operator: the
 * two custom resources, their conditions, labels and annotations. Knows nothing of Temporal, of the
 * operator or of bootc's command line.
 */
@NullMarked
package dev.bootc.rollout.api;

import org.jspecify.annotations.NullMarked;
