package dev.bootc.rollout.workflows.node;

/**
 * A node of a pool.
 *
 * @param pool name of the BootcNodePool
 * @param poolUid UID of that pool: another cluster's may have the same name
 * @param node name of the Node and its BootcNode
 */
public record NodeRef(String pool, String poolUid, String node) {

  /** How a human gives the node another attempt at an image. */
  public String howToTryAgain() {
    return "again: " + tryAgainCommand();
  }

  String tryAgainCommand() {
    return "kubectl annotate bn " + node + " bootc.dev/verdict-";
  }
}
