package dev.bootc.rollout.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lease of which the age is measured here, from when its holder was last seen to renew it, as
 * Kubernetes' own electors do. The time that is written in it is the holder's: with a clock that
 * goes wrong on either side two would lead by turns, or none.
 */
final class ObservedLease implements Lock {
  private final Lock lease;
  private final LongSupplier nanoTime;
  private @Nullable LeaderElectionRecord seen;
  private long since;

  ObservedLease(Lock lease, LongSupplier nanoTime) {
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord written = lease.get(client);
    if (written == null) {
      return null;
    }
    if (!written.equals(seen)) {
      seen = written;
      since = nanoTime.getAsLong();
    }
    Duration age = Duration.ofNanos(nanoTime.getAsLong() - since);
    return new LeaderElectionRecord(
        written.getHolderIdentity(),
        written.getLeaseDuration(),
        written.getAcquireTime(),
        ZonedDateTime.now(ZoneOffset.UTC).minus(age),
        written.getLeaderTransitions());
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    lease.create(client, record);
  }

  /**
   * It is written by a merge patch, which leaves what it does not name: a Lease that is given back
   * would keep its holder, who is the first to have it again.
   */
  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    lease.update(client, record.getHolderIdentity() == null ? heldByNobody(record) : record);
  }

  private static LeaderElectionRecord heldByNobody(LeaderElectionRecord record) {
    return new LeaderElectionRecord(
        "",
        record.getLeaseDuration(),
        record.getAcquireTime(),
        record.getRenewTime(),
        record.getLeaderTransitions());
  }

  @Override
  public String identity() {
    return lease.identity();
  }

  @Override
  public String describe() {
    return lease.describe();
  }
}
