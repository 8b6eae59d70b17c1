package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {
  @ParameterizedTest
  @CsvSource({
    "0, false, false, false, false",
    "0, false, false, true, false",
    "1, false, false, false, true",
    "0, true, false, false, true",
    "0, false, true, false, true"
  })
  void shouldBeUrgentWhenANodeWaitsForThem(
      int retarget, boolean start, boolean adopt, boolean settled, boolean urgent) {
    // When
    Orders orders = new Orders(retarget, nodes(start), nodes(adopt), nodes(settled));

    // Then
    assertThat(orders.areUrgent()).isEqualTo(urgent);
  }

  private static List<String> nodes(boolean any) {
    return any ? List.of("a") : List.of();
  }
}
