package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UndoneTest {
  private static final String BAD = "registry.example.com/os@sha256:" + "b".repeat(64);
  private static final String GOOD = "registry.example.com/os@sha256:" + "a".repeat(64);
  private static final Undone MARK =
      new Undone("sha256:" + "b".repeat(64), BAD, GOOD, "2026-01-01T00:00:00Z", "halted", "one");

  @Test
  void shouldAskForTheImageOfBeforeWhenWhatTheSpecNamesWasUndone() {
    // Given
    BootcNodePool pool = pool(BAD, MARK, "one");

    // When, Then
    assertThat(AskedImage.of(pool)).hasToString("Optional[" + GOOD + "]");
  }

  @Test
  void shouldAskForWhatTheSpecNamesWhenAPersonSaysSo() {
    // When, Then
    assertThat(AskedImage.of(pool(BAD, MARK, "two"))).hasToString("Optional[" + BAD + "]");
    assertThat(AskedImage.of(pool(GOOD, MARK, "one"))).hasToString("Optional[" + GOOD + "]");
    assertThat(Undone.of(pool(GOOD, MARK, "one"))).isEmpty();
  }

  @Test
  void shouldAskForWhatTheSpecNamesWhenTheMarkIsAsleepOrSpoilt() {
    // When, Then
    assertThat(AskedImage.of(pool(BAD, MARK.to(null), "one"))).hasToString("Optional[" + BAD + "]");
    assertThat(AskedImage.of(pool(BAD, MARK.to("os"), "one"))).hasToString("Optional[" + BAD + "]");
  }

  private static BootcNodePool pool(String ref, Undone mark, @Nullable String word) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName("workers")
            .withAnnotations(word == null ? Map.of() : Map.of(BootcApi.TRY_AGAIN, word))
            .build());
    pool.setSpec(
        new BootcNodePoolSpec(new LabelSelector(), new ImageSource(ref), null, null, null));
    pool.setStatus(
        new BootcNodePoolStatus(
            1L, null, null, null, null, null, null, null, null, List.of(), null, null, List.of(),
            GOOD, mark, null, null));
    return pool;
  }
}
