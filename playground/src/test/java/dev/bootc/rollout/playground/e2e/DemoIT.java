package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.playground.launch.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the README promises a stranger: real agents on simulated hosts, judged by the recorder. */
class DemoIT {
  private static final Path OUTPUT = Path.of("target", "e2e", "demo.log");

  @Test
  void shouldTellATrueStoryAndEndWithZeroWhenRunOnce() throws IOException, InterruptedException {
    // Given
    Files.createDirectories(OUTPUT.getParent());

    // When
    Process demo =
        new ProcessBuilder(Checkout.root().resolve("demo").toString(), "--once")
            .redirectErrorStream(true)
            .redirectOutput(OUTPUT.toFile())
            .start();
    boolean ended = demo.waitFor(8, TimeUnit.MINUTES);
    demo.destroy();

    // Then
    String story = Files.readString(OUTPUT);
    assertThat(ended).as(story).isTrue();
    assertThat(demo.exitValue()).as(story).isZero();
    assertThat(story).contains("no promise was broken; boots: 5 of 5 nodes");
  }
}
