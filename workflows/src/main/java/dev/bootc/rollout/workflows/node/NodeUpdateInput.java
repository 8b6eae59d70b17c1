package dev.bootc.rollout.workflows.node;

import org.jspecify.annotations.Nullable;

/**
 * What the update of a node starts with.
 *
 * @param ref the node
 * @param slotFor the image for which the planner gave the node a slot; absent when a node is
 *     adopted that should hold one already. A new slot is taken for exactly this image: the planner
 *     that gave it may have been superseded meanwhile, and then nobody counts it any more.
 */
public record NodeUpdateInput(NodeRef ref, @Nullable String slotFor) {}
