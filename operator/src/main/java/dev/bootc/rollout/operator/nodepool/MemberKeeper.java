package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.nodepool.MembershipDiff.Change;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;

/** Makes the members of a pool what its spec asks for. */
final class MemberKeeper implements AutoCloseable {
  private final ClusterCache cluster;
  private final MemberWrites writes;
  private final Departures departures;
  private final SkippedHolders skipped;
  private final ParallelWrites inParallel = new ParallelWrites();

  MemberKeeper(
      ClusterCache cluster, MemberWrites writes, Departures departures, SkippedHolders skipped) {
    this.cluster = cluster;
    this.writes = writes;
    this.departures = departures;
    this.skipped = skipped;
  }

  Roster settle(BootcNodePool pool, CheckedSpec.Valid spec) {
    MembershipDiff diff = MembershipDiff.of(pool, spec, cluster.nodes(), cluster.bootcNodes());
    departures.onlyLeaving(pool.getMetadata().getName(), diff.leaving());
    SortedMap<String, String> refused = new ConcurrentSkipListMap<>();
    List<Optional<BootcNode>> written =
        inParallel.all(
            diff.changes().stream()
                .map(change ->
                    (Callable<Optional<BootcNode>>) () -> tryToWrite(pool, spec, change, refused))
                .toList());
    List<BootcNode> members = new ArrayList<>(diff.settled());
    written.forEach(member -> member.ifPresent(members::add));
    long leaving = diff.leaving().stream().filter(node -> !refused.containsKey(node)).count();
    int givingBack = skipped.giveBack(pool, members) ? 1 : 0;
    return new Roster(
        members, diff.conflicts(), refused, diff.leftOut(), (int) leaving + givingBack);
  }

  /**
   * One object that is refused, by a webhook or a policy, must not keep the others from what they
   * need; an API server that does not answer is another matter, and all wait for it.
   */
  private Optional<BootcNode> tryToWrite(
      BootcNodePool pool, CheckedSpec.Valid spec, Change change, Map<String, String> refused) {
    try {
      return write(pool, spec, change);
    } catch (KubernetesClientException failure) {
      if (failure.getCode() <= 0) {
        throw failure;
      }
      // Another object by that name, or another owner: the cache is about to show it.
      if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        refused.put(change.name(), Refusal.of(change, failure));
      }
      return change instanceof Change.Mend mend ? Optional.of(mend.bootcNode()) : Optional.empty();
    }
  }

  Roster asTheyAre(BootcNodePool pool) {
    return Roster.asTheyAre(MembershipDiff.ownedBy(pool, cluster.bootcNodes()));
  }

  /** Whether every node of the pool is gone from it; otherwise ask again soon. */
  boolean dissolve(BootcNodePool pool) {
    // The cache first, because it costs nothing; the API server has the last word, because a member
    // that the cache does not know yet would be left labelled.
    return letGo(pool, cluster.bootcNodes()) && letGo(pool, departures.readBootcNodes());
  }

  private boolean letGo(BootcNodePool pool, List<BootcNode> bootcNodes) {
    List<Callable<Boolean>> departing =
        MembershipDiff.ownedBy(pool, bootcNodes).stream()
            .map(member -> (Callable<Boolean>) () -> letGo(pool, member))
            .toList();
    return inParallel.all(departing).stream().allMatch(gone -> gone);
  }

  private boolean letGo(BootcNodePool pool, BootcNode member) {
    Node node = cluster.node(member.getMetadata().getName()).orElse(null);
    return departures.letGo(pool.getMetadata().getName(), member, node);
  }

  private Optional<BootcNode> write(BootcNodePool pool, CheckedSpec.Valid spec, Change change) {
    return switch (change) {
      case Change.Join join -> writes.join(pool, spec, join.node());
      case Change.Mend mend -> Optional.of(writes.mend(pool, spec, mend.bootcNode(), mend.node()));
      case Change.Leave leave -> {
        departures.letGo(pool.getMetadata().getName(), leave.bootcNode(), leave.node());
        yield Optional.empty();
      }
    };
  }

  @Override
  public void close() {
    inParallel.close();
  }
}
