package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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

  @Test
  void shouldNameNobodyInAWayThatAPatchWritesWhenTheLeaseIsGivenBack() {
    // Given
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);

    // When
    lease.update(nobody, new LeaderElectionRecord(null, Duration.ofSeconds(1), now, now, 1));

    // Then
    assertThat(Objects.requireNonNull(written.get(nobody)).getHolderIdentity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600, 0, 3_600})
  void shouldHaveOneLeaderWhenTheClocksOfTwoReplicasDiffer(long skewSeconds) {
    // Given
    SharedLease shared = new SharedLease();
    List<String> led = new CopyOnWriteArrayList<>();
    CompletableFuture<?> first = compete(shared, "first", skewSeconds, led);
    await().untilAsserted(() -> assertThat(led).containsExactly("first"));

    // When
    CompletableFuture<?> second = compete(shared, "second", 0, led);

    // Then
    await()
        .during(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(led).containsExactly("first"));
    first.cancel(true);
    await().untilAsserted(() -> assertThat(led).containsExactly("first", "second"));
    await()
        .during(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(led).containsExactly("first", "second"));
    second.cancel(true);
  }

  private CompletableFuture<?> compete(
      SharedLease shared, String name, long skewSeconds, List<String> led) {
    return nobody
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(name)
                .withLock(new ObservedLease(shared.as(name, skewSeconds), System::nanoTime))
                .withLeaseDuration(Duration.ofSeconds(2))
                .withRenewDeadline(Duration.ofMillis(1_500))
                .withRetryPeriod(Duration.ofMillis(200))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(() -> led.add(name), () -> {}, leader -> {}))
                .build())
        .build()
        .start();
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

  /** A Lease as the API server keeps it: who writes must have seen the latest. */
  private static final class SharedLease {
    private @Nullable LeaderElectionRecord record;
    private long version;

    /** As a replica sees it whose clock is wrong by that. */
    Lock as(String identity, long skewSeconds) {
      return new Replica(identity, skewSeconds);
    }

    private synchronized void write(long seen, LeaderElectionRecord written) {
      if (seen != version) {
        throw new KubernetesClientException("the Lease has changed", 409, null);
      }
      record = written;
      version++;
    }

    private final class Replica implements Lock {
      private final String identity;
      private final long skewSeconds;
      private long seen;

      private Replica(String identity, long skewSeconds) {
        this.identity = identity;
        this.skewSeconds = skewSeconds;
      }

      @Override
      public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        synchronized (SharedLease.this) {
          seen = version;
          return record;
        }
      }

      @Override
      public void create(KubernetesClient client, LeaderElectionRecord created) {
        update(client, created);
      }

      @Override
      public void update(KubernetesClient client, LeaderElectionRecord updated) {
        write(
            seen,
            new LeaderElectionRecord(
                updated.getHolderIdentity(),
                updated.getLeaseDuration(),
                updated.getAcquireTime().plusSeconds(skewSeconds),
                updated.getRenewTime().plusSeconds(skewSeconds),
                updated.getLeaderTransitions()));
      }

      @Override
      public String identity() {
        return identity;
      }

      @Override
      public String describe() {
        return "the Lease of " + identity;
      }
    }
  }
}
