package dev.bootc.rollout.api;

import java.util.List;

/** What a Node is to its cluster, as its labels say it. */
public final class NodeRoles {
  /**
   * By which label a Node says that it is of the control plane or of etcd. The second is that of
   * old clusters, the third that of distributions that keep etcd apart.
   */
  public static final List<String> CONTROL_PLANE_LABELS =
      List.of(
          "node-role.kubernetes.io/control-plane",
          "node-role.kubernetes.io/master",
          "node-role.kubernetes.io/etcd");

  private NodeRoles() {}
}
