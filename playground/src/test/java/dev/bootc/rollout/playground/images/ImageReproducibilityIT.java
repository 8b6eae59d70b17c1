package dev.bootc.rollout.playground.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles everything twice, so it takes minutes. */
@BuiltImages(areRun = false)
class ImageReproducibilityIT {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @Tag("thorough")
  @Test
  void shouldHaveTheSameDigestsWhenTheyAreBuiltInTwoFolders(
      @TempDir Path oneFolder, @TempDir Path anotherFolder) throws Exception {
    // Given
    Map<String, String> digests = buildIn(oneFolder.resolve("one"));
    // When
    Map<String, String> again = buildIn(anotherFolder.resolve("quite-another"));
    // Then
    assertThat(digests)
        .hasSize(6)
        .containsKeys("operator.digest", "agent-arm64.digest")
        .allSatisfy((name, digest) -> assertThat(digest).as(name).startsWith("sha256:"));
    assertThat(again).isEqualTo(digests);
  }

  /** Builds what is in the checkout, also what is not committed, from nothing but the packages. */
  private static Map<String, String> buildIn(Path copy) throws IOException, InterruptedException {
    Files.createDirectories(copy);
    Path checkout = Checkout.folder();
    Checkout.run(
        checkout,
        List.of(
            "sh",
            "-c",
            "git ls-files -co --exclude-standard -z | tar -c --null -T - | tar -x -C \"$0\"",
            copy.toString()));
    ProcessBuilder build =
        new ProcessBuilder(copy.resolve("images/build").toString(), "--offline")
            .directory(copy.toFile());
    build.environment().put("BOOTC_ROLLOUT_REVISION", "of the test");
    build
        .environment()
        .put("BOOTC_ROLLOUT_DEBIAN_CACHE", BuiltImage.folder().resolve("apt").toString());
    // What the surrounding Maven says to its own.
    build.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    CommandRun run = CommandRun.of(build, PATIENCE);
    assertThat(run.exitCode()).as(run.tail()).isZero();
    Map<String, String> digests = new TreeMap<>();
    for (String image : List.of("operator", "agent")) {
      for (String which : List.of("", "-amd64", "-arm64")) {
        String file = image + which + ".digest";
        digests.put(file, Files.readString(copy.resolve("target/images").resolve(file)));
      }
    }
    return digests;
  }
}
