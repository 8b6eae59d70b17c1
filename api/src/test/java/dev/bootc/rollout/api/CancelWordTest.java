package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelWordTest {
  private static final String RUN = "0197f3a2-5b1e-7c40-9d2f-0123456789ab";

  @ParameterizedTest
  @CsvSource({
    RUN + ", true, ''",
    "'" + RUN + " wrong image, ann', true, 'wrong image, ann'",
    "'  " + RUN + "   wrong image  ', true, wrong image",
    "wrong image, false, image",
    "'', false, ''"
  })
  void shouldReadTheRunAndWhyWhenSomebodyWritesIt(String text, boolean namesARun, String why) {
    // When
    CancelWord word = CancelWord.on(pool(text)).orElseThrow();

    // Then
    assertThat(word.namesARun()).isEqualTo(namesARun);
    assertThat(word.why()).isEqualTo(why);
  }

  @Test
  void shouldSayWhoAndWhyWhenItIsCarriedOut() {
    // When
    String told = new CancelWord(RUN, "wrong image", "kubectl-annotate").byAndWhy();

    // Then
    assertThat(told).isEqualTo("bootc.dev/cancel of kubectl-annotate: wrong image");
    assertThat(new CancelWord(RUN, "", "ann").byAndWhy()).isEqualTo("bootc.dev/cancel of ann");
  }

  private static BootcNodePool pool(String word) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName("workers")
            .addToAnnotations(BootcApi.CANCEL, word)
            .build());
    return pool;
  }
}
