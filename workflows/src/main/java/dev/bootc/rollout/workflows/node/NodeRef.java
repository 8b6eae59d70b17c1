package dev.bootc.rollout.workflows.node;

/**
 * A node of a pool.
 *
 * @param pool name of the BootcNodePool
 * @param node name of the Node and its BootcNode
 */
public record NodeRef(String pool, String node) {}
