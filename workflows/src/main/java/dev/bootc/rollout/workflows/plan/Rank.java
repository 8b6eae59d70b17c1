package dev.bootc.rollout.workflows.plan;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Who goes before whom: workers, then the control plane and etcd, then the nodes that the rollout
 * itself runs on; among those alike by the label that the pool orders by; among those alike the
 * ones that somebody else cordoned come last. A node that must go later for another reason gets its
 * rank here.
 *
 * @param turn of its kind
 * @param group by the label
 * @param cordoned by somebody else
 */
record Rank(int turn, int group, boolean cordoned) implements Comparable<Rank> {
  private static final Comparator<Rank> ORDER =
      Comparator.comparingInt(Rank::turn)
          .thenComparingInt(Rank::group)
          .thenComparing(Rank::cordoned);

  private static final int CONTROL_PLANE_FIRST = 0;
  private static final int WORKER = 1;
  private static final int CONTROL_PLANE = 2;
  private static final int LIFELINE = 3;

  /** What nearly every node is. */
  private static final Rank ANY_WORKER = new Rank(WORKER, 0, false);

  static Rank of(NodeView node, boolean lifeline, @Nullable NodeOrder order) {
    int turn = turnOf(node, lifeline, order);
    return turn == WORKER && node.group() == 0 && !node.cordoned()
        ? ANY_WORKER
        : new Rank(turn, node.group(), node.cordoned());
  }

  private static int turnOf(NodeView node, boolean lifeline, @Nullable NodeOrder order) {
    if (lifeline) {
      return LIFELINE;
    }
    if (!node.controlPlane()) {
      return WORKER;
    }
    return order != null && order.controlPlaneFirst() ? CONTROL_PLANE_FIRST : CONTROL_PLANE;
  }

  /** Whether it is that of a worker of which nothing else is to be said. */
  boolean isOrdinary() {
    return equals(ANY_WORKER);
  }

  /** Whether nobody goes before it. */
  boolean isFirst(@Nullable NodeOrder order) {
    boolean controlPlaneFirst = order != null && order.controlPlaneFirst();
    boolean firstTurn = turn == (controlPlaneFirst ? CONTROL_PLANE_FIRST : WORKER);
    return firstTurn && group == 0 && !cordoned;
  }

  /** What a node of this rank says while one of that rank is still to go. */
  WaitReason behind(Rank other) {
    if (turn != other.turn) {
      return switch (turn) {
        case LIFELINE -> WaitReason.LIFELINE_GOES_LAST;
        case CONTROL_PLANE -> WaitReason.CONTROL_PLANE_GOES_LAST;
        default -> WaitReason.CONTROL_PLANE_GOES_FIRST;
      };
    }
    return group == other.group ? WaitReason.CORDONED_GOES_LAST : WaitReason.OTHER_GROUP_FIRST;
  }

  @Override
  public int compareTo(Rank other) {
    return ORDER.compare(this, other);
  }
}
