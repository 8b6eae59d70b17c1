package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it costs to ask about a node; by the clock, so apart from what is asked. */
class AdmissionCostTest {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionCostTest.class);

  @Test
  void shouldCostLittleWhenThePoolIsLarge() {
    // Given
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      nodes.add(
          i < 50 ? inFlight("node-" + i) : i < 2_500 ? updated("node-" + i) : staged("n-" + i));
    }
    PoolView view = TestPool.of(nodes.toArray(TestNode[]::new)).allowing("2%").view();
    for (int i = 0; i < 200; i++) {
      Admission.of(view, NOW).refusal("n-4000", List.of());
    }

    // When
    long began = processorNanos();
    Admission admission = Admission.of(view, NOW);
    long made = processorNanos();
    for (int i = 2_500; i < 2_600; i++) {
      assertThat(admission.refusal("n-" + i, List.of("n-4999"))).isEmpty();
    }
    long asked = processorNanos();

    // Then
    LOG.info(
        "5,000 nodes: {} us to look, {} us to ask",
        (made - began) / 1_000,
        (asked - made) / 100_000);
    assertThat(asked).as("what is measured").isGreaterThan(began);
    // Each node looked at once, and not once for every other.
    assertThat(Duration.ofNanos(made - began)).isLessThan(Duration.ofMillis(100));
  }

  /** What this thread worked: on a busy machine time passes without work. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
