package dev.bootc.rollout.workflows.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListedTest {

  @Test
  void shouldNameAllWhenTheyAreFew() {
    assertThat(Listed.first(3, "; ", List.of("a", "b", "c"))).isEqualTo("a; b; c");
  }

  @Test
  void shouldCountTheRestWhenThereAreMore() {
    assertThat(Listed.first(2, ", ", List.of("a", "b", "c", "d"))).isEqualTo("a, b and 2 more");
  }

  @Test
  void shouldSayNothingWhenThereAreNone() {
    assertThat(Listed.first(2, ", ", List.of())).isEmpty();
  }
}
