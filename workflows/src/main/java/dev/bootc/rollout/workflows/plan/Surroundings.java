package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the cluster matters to a pool beside its own nodes.
 *
 * @param neighbours nodes of other pools, or of none, of which only one may be away at a time:
 *     those of the control plane, and those that lifelines run on
 * @param lifelines the pods without which a rollout stands still, wherever they run
 * @param refusals why nodes of the pool could not be given the target, by name: what a policy or a
 *     webhook said
 * @param stranded names of Nodes that a rollout of the pool cordoned for a slot that is gone since,
 *     as where somebody deleted the BootcNode: down all the same, whether they are nodes of the
 *     pool by now or not yet again
 * @param awaited pools that this one depends on and that are not up to date, each with why
 * @param overall present where the operator limits all pools together
 * @param inVain whether an awaited pool does not come up to date by itself; such are the first ones
 */
public record Surroundings(
    List<Neighbour> neighbours,
    List<Lifeline> lifelines,
    Map<String, String> refusals,
    Set<String> stranded,
    List<String> awaited,
    @Nullable OverallCap overall,
    boolean inVain) {

  /** A pool that is alone. */
  public static final Surroundings NONE = new Surroundings(List.of(), List.of());

  public Surroundings {
    neighbours = List.copyOf(neighbours);
    lifelines = List.copyOf(lifelines);
    refusals = Map.copyOf(refusals);
    stranded = Set.copyOf(stranded);
    awaited = List.copyOf(awaited);
  }

  /** Where nothing limits all pools together. */
  public Surroundings(
      List<Neighbour> neighbours,
      List<Lifeline> lifelines,
      Map<String, String> refusals,
      Set<String> stranded,
      List<String> awaited) {
    this(neighbours, lifelines, refusals, stranded, awaited, null, false);
  }

  /** Of a pool that depends on no other. */
  public Surroundings(
      List<Neighbour> neighbours,
      List<Lifeline> lifelines,
      Map<String, String> refusals,
      Set<String> stranded) {
    this(neighbours, lifelines, refusals, stranded, List.of());
  }

  /** Where every node takes the target, and has its BootcNode. */
  public Surroundings(List<Neighbour> neighbours, List<Lifeline> lifelines) {
    this(neighbours, lifelines, Map.of(), Set.of(), List.of());
  }

  /**
   * A node that is not of the pool.
   *
   * @param controlPlane whether it carries a role label of the control plane or of etcd
   * @param holdsSlot whether another pool takes it down
   */
  public record Neighbour(
      String name, boolean controlPlane, boolean holdsSlot, Readiness readiness) {}

  /**
   * A pod of Temporal, of its database or of the operator.
   *
   * @param name with its namespace
   * @param node absent where none was chosen yet
   * @param ready whether it says that it is
   * @param unschedulable whether the scheduler has found no node for it
   */
  public record Lifeline(
      String name, @Nullable String node, boolean ready, boolean unschedulable) {}

  /** Names of the nodes that lifelines run on. */
  Set<String> lifelineNodes() {
    return lifelines.stream()
        .map(Lifeline::node)
        .filter(node -> node != null)
        .collect(Collectors.toSet());
  }
}
