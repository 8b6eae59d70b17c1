package dev.bootc.rollout.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A Lease of which everything may be missing, as a person or a restored backup may leave it: no
 * field of it is required. The elector would fail on it at every try, and nobody would lead.
 */
final class CompletedLease extends LeaseLock {
  private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

  private final Duration duration;

  /**
   * @param duration where the Lease says none
   */
  CompletedLease(String namespace, String name, String identity, Duration duration) {
    super(namespace, name, identity);
    this.duration = duration;
  }

  @Override
  protected LeaderElectionRecord toRecord(Lease lease) {
    LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(LeaseSpec::new);
    return new LeaderElectionRecord(
        Optional.ofNullable(spec.getHolderIdentity()).orElse(""),
        Optional.ofNullable(spec.getLeaseDurationSeconds())
            .map(Duration::ofSeconds)
            .orElse(duration),
        Optional.ofNullable(spec.getAcquireTime()).orElse(LONG_AGO),
        Optional.ofNullable(spec.getRenewTime()).orElse(LONG_AGO),
        Optional.ofNullable(spec.getLeaseTransitions()).orElse(0));
  }
}
