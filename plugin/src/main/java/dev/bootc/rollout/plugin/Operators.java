package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.OperatorLease;
import dev.bootc.rollout.plugin.cluster.Unread;
import dev.bootc.rollout.plugin.view.OperatorLife;

/** Whether an operator is alive. */
final class Operators {
  private Operators() {}

  static OperatorLife life(Cluster cluster) {
    try {
      OperatorLease lease = cluster.raw().operatorLease();
      return lease.isThere()
          ? OperatorLife.of(lease.renewed().orElse(null), lease.lasts())
          : OperatorLife.unknown("there is no Lease of one");
    } catch (Unread refused) {
      return OperatorLife.unknown("its Lease is " + refused.inWords());
    }
  }
}
