package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.host.HostCommands;
import dev.bootc.rollout.agent.host.HostPower;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.api.ImageInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prefix of these tests is a shell, which answers instead of the host. */
class BootFindingTest {
  private static final String NAME =
      "registry.europe-west4.example.com/platform/operating-systems/node";
  private static final String OLD = NAME + "@sha256:" + "a".repeat(64);
  private static final String NEW = NAME + "@sha256:" + "b".repeat(64);
  private static final String IMAGES = " (rebooted for %s, came up with %s)".formatted(NEW, OLD);
  private static final Memory.Reboot ATTEMPT =
      new Memory.Reboot(NEW, "boot-1", Instant.parse("2026-11-30T12:00:00Z"), true, null);
  private static final String ALL_IS_WELL = "echo ActiveState=inactive";

  @TempDir Path directory;

  @Test
  void shouldBeginWithTheRollbackWhenTheHostHasTheNewImageToGoBackTo() {
    // When
    String finding = BootFinding.describe(ATTEMPT, runningOld(NEW), power(ALL_IS_WELL));

    // Then
    assertThat(finding)
        .isEqualTo(
            "the host booted the new image and rolled back by itself; look at its boot (journalctl -b -1, greenboot)"
                + IMAGES);
  }

  @Test
  void shouldBeginWithWhatTheJournalSaysWhenTheShutdownDidNotInstallTheImage() {
    // Given
    HostPower power =
        power(
            "case $1 in systemctl) echo ActiveState=failed;;"
                + " journalctl) echo 'error: ostree-finalize-staged.service failed on previous"
                + " boot: no space';; esac");

    // When
    String finding = BootFinding.describe(ATTEMPT, runningOld(null), power);

    // Then
    assertThat(finding)
        .isEqualTo("the staged image could not be installed at shutdown: no space" + IMAGES);
  }

  @Test
  void shouldBeginWithWhatIsGoneWhenNothingElseIsKnown() {
    // When
    String finding = BootFinding.describe(ATTEMPT, runningOld(null), power(ALL_IS_WELL));

    // Then
    assertThat(finding).startsWith("the staged image is gone; ").endsWith(IMAGES);
  }

  @Test
  void shouldBeginWithBootcWhenThatDoesNotSayWhatRuns() {
    // When
    String finding =
        BootFinding.describe(ATTEMPT, new HostReading.Unusable("broken"), power(ALL_IS_WELL));

    // Then
    assertThat(finding)
        .isEqualTo("bootc does not say what the host booted (rebooted for %s)".formatted(NEW));
  }

  private static HostReading runningOld(@Nullable String rollback) {
    return new HostReading.Usable(
        new HostImages(
            info(OLD),
            null,
            rollback == null ? null : info(rollback),
            false,
            false,
            false,
            HostImages.Backend.OSTREE,
            HostImages.Verification.NOT_ENFORCED));
  }

  private static ImageInfo info(String image) {
    return new ImageInfo(
        image, image.substring(image.indexOf('@') + 1), null, null, "amd64", null, null);
  }

  private HostPower power(String script) {
    return new HostPower(
        new HostCommands(List.of("/bin/sh", "-c", script, "host")),
        directory,
        Duration.ofSeconds(10));
  }
}
