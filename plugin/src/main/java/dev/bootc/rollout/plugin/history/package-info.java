/**
 * What Temporal keeps of rollouts that are over: asked by its web address, and told in lines. Must
 * not know Kubernetes, or how that address is reached.
 */
@NullMarked
package dev.bootc.rollout.plugin.history;

import org.jspecify.annotations.NullMarked;
