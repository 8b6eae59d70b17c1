package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObservedLeaseTest {
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final KubernetesClient nobody = new KubernetesClientBuilder().build();
  private final Written written = new Written();
  private long nanos;
  private final ObservedLease lease = new ObservedLease(written, () -> nanos);

  @AfterEach
  void close() {
    nobody.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600, -20, 0, 20, 3_600})
  void shouldTakeALeaseForFreshWhenItsHolderRenewsWhateverItsClockSays(long skewSeconds) {
    for (int renewal = 0; renewal < 20; renewal++) {
      // Given
      written.renewed(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(skewSeconds + renewal));

      // When
      Duration age = age();

      // Then
      assertThat(age).isLessThan(Duration.ofSeconds(2));
      nanos += Duration.ofSeconds(2).toNanos();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600, 0, 3_600})
  void shouldLetALeaseExpireWhenItsHolderStoppedRenewingWhateverItsClockSays(long skewSeconds) {
    // Given
    written.renewed(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(skewSeconds));
    age();

    // When
    nanos += LEASE.plusSeconds(1).toNanos();

    // Then
    assertThat(age()).isGreaterThan(LEASE);
  }

  @Test
  void shouldHaveNoneWhenThereIsNone() {
    assertThat(lease.get(nobody)).isNull();
  }

  private Duration age() {
    LeaderElectionRecord seen = Objects.requireNonNull(lease.get(nobody));
    return Duration.between(seen.getRenewTime(), ZonedDateTime.now(ZoneOffset.UTC));
  }

  /** A Lease as somebody else left it. */
  private static final class Written implements Lock {
    private @Nullable LeaderElectionRecord record;

    void renewed(ZonedDateTime at) {
      record = new LeaderElectionRecord("another", LEASE, at, at, 1);
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
      return record;
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord created) {
      record = created;
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord updated) {
      record = updated;
    }

    @Override
    public String identity() {
      return "me";
    }

    @Override
    public String describe() {
      return "a Lease";
    }
  }
}
