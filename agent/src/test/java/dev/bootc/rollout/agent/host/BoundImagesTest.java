package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.api.ImageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundImagesTest {
  private static final Instant SINCE = Instant.parse("2026-11-22T12:00:00Z");
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b2".repeat(32);
  private static final String FOLDER = "default/deploy/" + "c3".repeat(32) + ".0";
  private static final Memory.Staging STAGING = new Memory.Staging(IMAGE, "boot", SINCE, "");

  @TempDir Path root;
  private BoundImages bound;

  @BeforeEach
  void stageAnImageWithOneBoundToIt() throws IOException {
    Path declared =
        root.resolve("sysroot/ostree/deploy")
            .resolve(FOLDER)
            .resolve("usr/lib/bootc/bound-images.d");
    Files.createDirectories(declared);
    Files.writeString(declared.resolve("one.image"), "[Image]");
    bound = new BoundImages(new HostCommands(List.of()), root);
  }

  @Test
  void shouldDoubtWhenBootcHasNotSetItsMarkSince() throws IOException {
    // Given
    mark(SINCE.minusSeconds(1));

    // When
    boolean doubt = bound.mayBeMissing(staged(FOLDER), STAGING);

    // Then
    assertThat(doubt).isTrue();
  }

  @Test
  void shouldNotDoubtWhenBootcHasSetItsMarkSince() throws IOException {
    // Given
    mark(SINCE.plusSeconds(1));

    // When
    boolean doubt = bound.mayBeMissing(staged(FOLDER), STAGING);

    // Then
    assertThat(doubt).isFalse();
  }

  @Test
  void shouldNotDoubtWhenNothingIsBoundToTheImage() throws IOException {
    // Given
    mark(SINCE.minusSeconds(1));

    // When
    boolean doubt = bound.mayBeMissing(staged("default/deploy/" + "d4".repeat(32) + ".0"), STAGING);

    // Then
    assertThat(doubt).isFalse();
  }

  @Test
  void shouldNotDoubtWhenNoStagingIsToBeJudged() throws IOException {
    // Given
    mark(SINCE.minusSeconds(1));

    // When
    boolean doubt = bound.mayBeMissing(staged(FOLDER), null);

    // Then
    assertThat(doubt).isFalse();
  }

  private void mark(Instant time) throws IOException {
    Path mark = Files.createDirectories(root.resolve("sysroot/ostree/bootc"));
    Files.setLastModifiedTime(mark, FileTime.from(time));
  }

  private static HostImages staged(String folder) {
    ImageInfo image =
        new ImageInfo(IMAGE, "sha256:" + "b2".repeat(32), null, null, null, null, null);
    return new HostImages(
        null,
        new HostImages.Staged(image, false, folder, false, HostImages.Verification.NOT_ENFORCED),
        null,
        false,
        false,
        false,
        HostImages.Backend.OSTREE,
        HostImages.Verification.NOT_ENFORCED);
  }
}
