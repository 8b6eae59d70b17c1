package dev.bootc.rollout.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OperatorLeaseTest {
  @Test
  void shouldTakeTheOneThatWasRenewedLast() throws JsonProcessingException {
    // Given
    String leases =
        """
        {"items":[{"spec":{"holderIdentity":"a","renewTime":"2026-11-29T03:00:00.000000Z",
        "leaseDurationSeconds":15}},
        {"spec":{"holderIdentity":"b","renewTime":"2026-11-29T03:10:00.500000Z",
        "leaseDurationSeconds":20}},
        {"spec":{"holderIdentity":"","renewTime":"2026-11-29T03:12:00Z"}}]}
        """;

    // When
    OperatorLease lease = OperatorLease.of(leases);

    // Then
    assertThat(lease.renewed()).contains(Instant.parse("2026-11-29T03:10:00.500Z"));
    assertThat(lease.isThere()).isTrue();
    assertThat(lease.lasts()).isEqualTo(Duration.ofSeconds(20));
    assertThat(OperatorLease.of("{\"items\":[]}").isThere()).isFalse();
  }
}
