package dev.bootc.rollout.workflows.node;

/**
 * A node of a pool.
 *
 * @param pool name of the BootcNodePool
 * @param poolUid UID of that pool: another cluster's may have the same name
 * @param node name of the Node and its BootcNode
 */
public record NodeRef(String pool, String poolUid, String node) {}
