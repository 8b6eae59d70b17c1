package dev.bootc.rollout.playground.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void shouldCloseInReverseOrderWhenItIsClosed() {
    // Given
    Started started = new Started(() -> {});
    AutoCloseable _ = started.add(part("server"));
    AutoCloseable _ = started.add(part("client"));

    // When
    started.close();

    // Then
    assertThat(closed).containsExactly("client", "server");
  }

  @Test
  void shouldCloseTheOthersWhenOneDoesNotClose() {
    // Given
    Started started = new Started(() -> {});
    AutoCloseable _ = started.add(part("server"));
    AutoCloseable _ =
        started.add(() -> {
          throw new IllegalStateException("stuck");
        });

    // When
    started.close();

    // Then
    assertThat(closed).containsExactly("server");
  }

  @Test
  void shouldCloseWhatComesTooLateWhenEverythingIsClosed() {
    // Given
    Started started = new Started(() -> {});
    started.close();

    // When, Then
    assertThatThrownBy(() -> started.add(part("late"))).hasMessageContaining("being closed");
    assertThat(closed).containsExactly("late");
  }

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }
}
