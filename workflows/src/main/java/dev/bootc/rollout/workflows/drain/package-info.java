/**
 * What a drain does next about the pods of a node, and what it says about those that stay. Must not
 * know of Temporal, nor of fabric8, nor of the node's update.
 */
@NullMarked
package dev.bootc.rollout.workflows.drain;

import org.jspecify.annotations.NullMarked;
