package dev.bootc.rollout.activities.node;

/**
 * A node that cannot be restored yet: to be asked for again, until its host is known to stay up.
 */
public final class HostMayGoDown extends IllegalStateException {
  private static final long serialVersionUID = 1;

  HostMayGoDown(String node, String why) {
    super("node " + node + " keeps its cordon for now: " + why);
  }
}
