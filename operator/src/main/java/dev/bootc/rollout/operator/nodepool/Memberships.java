package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.nodepool.Membership.Change;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes the members of a pool what its spec asks for. */
final class Memberships implements AutoCloseable {

  /** A pool of a thousand nodes joins in seconds, and the API server still has time for others. */
  private static final int PARALLEL_WRITES = 16;

  private final ClusterCache cluster;
  private final MembershipWriter writer;
  private final Departures departures;
  private final ExecutorService writes =
      Executors.newFixedThreadPool(
          PARALLEL_WRITES, Thread.ofVirtual().name("membership-", 0).factory());

  Memberships(ClusterCache cluster, MembershipWriter writer, Departures departures) {
    this.cluster = cluster;
    this.writer = writer;
    this.departures = departures;
  }

  Members settle(BootcNodePool pool, CheckedSpec.Valid spec) {
    Membership membership = Membership.of(pool, spec, cluster.nodes(), cluster.bootcNodes());
    List<Optional<BootcNode>> written =
        inParallel(
            membership.changes().stream()
                .map(change -> (Callable<Optional<BootcNode>>) () -> write(pool, spec, change))
                .toList());
    List<BootcNode> members = new ArrayList<>(membership.settled());
    written.forEach(member -> member.ifPresent(members::add));
    long leaving = membership.changes().stream().filter(Change.Leave.class::isInstance).count();
    return new Members(members, membership.conflicts(), (int) leaving);
  }

  Members asTheyAre(BootcNodePool pool) {
    return Members.asTheyAre(Membership.ownedBy(pool, cluster.bootcNodes()));
  }

  /** Whether every node of the pool is gone from it; otherwise ask again soon. */
  boolean dissolve(BootcNodePool pool) {
    // The cache first, because it costs nothing; the API server has the last word, because a member
    // that the cache does not know yet would be left labelled.
    return letGo(pool, cluster.bootcNodes()) && letGo(pool, departures.readBootcNodes());
  }

  private boolean letGo(BootcNodePool pool, List<BootcNode> bootcNodes) {
    List<Callable<Boolean>> departing =
        Membership.ownedBy(pool, bootcNodes).stream()
            .map(member -> (Callable<Boolean>) () -> letGo(pool, member))
            .toList();
    return inParallel(departing).stream().allMatch(gone -> gone);
  }

  private boolean letGo(BootcNodePool pool, BootcNode member) {
    Node node = cluster.node(member.getMetadata().getName()).orElse(null);
    return departures.letGo(pool.getMetadata().getName(), member, node);
  }

  private Optional<BootcNode> write(BootcNodePool pool, CheckedSpec.Valid spec, Change change) {
    return switch (change) {
      case Change.Join join -> writer.join(pool, spec, join.node());
      case Change.Mend mend -> Optional.of(writer.mend(pool, spec, mend.bootcNode(), mend.node()));
      case Change.Leave leave -> {
        departures.letGo(pool.getMetadata().getName(), leave.bootcNode(), leave.node());
        yield Optional.empty();
      }
    };
  }

  private <T> List<T> inParallel(List<Callable<T>> tasks) {
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : writes.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while members were written", stopping);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    writes.shutdownNow();
  }
}
