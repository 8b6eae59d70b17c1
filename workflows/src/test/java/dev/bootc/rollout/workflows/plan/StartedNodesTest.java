package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartedNodesTest {
  @Test
  void shouldRememberEachOnceAndInTheOrderInWhichTheyWereStarted() {
    // When
    StartedNodes started = StartedNodes.NONE.started(List.of("c", "a")).started(List.of("a", "b"));

    // Then
    assertThat(started.names()).containsExactly("c", "a", "b");
    assertThat(new StartedNodes(List.of("b", "a", "b")).names()).containsExactly("b", "a");
  }

  @Test
  void shouldForgetThoseWhoseEndIsSeenOrThatGotNoSlot() {
    // Given
    StartedNodes started = new StartedNodes(List.of("a", "b", "c", "d"));

    // When
    StartedNodes left = started.settled(List.of("b", "x")).refused("d");

    // Then
    assertThat(left.names()).containsExactly("a", "c");
    assertThat(left.contains("a")).isTrue();
    assertThat(left.contains("b")).isFalse();
  }
}
