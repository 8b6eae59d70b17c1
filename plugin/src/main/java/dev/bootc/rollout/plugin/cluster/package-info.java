/**
 * The cluster as a person's kubeconfig opens it: what is read, and what a verb writes. Must not
 * know what is made of it, or Temporal.
 */
@NullMarked
package dev.bootc.rollout.plugin.cluster;

import org.jspecify.annotations.NullMarked;
