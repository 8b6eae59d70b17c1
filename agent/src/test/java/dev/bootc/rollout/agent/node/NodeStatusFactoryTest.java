package dev.bootc.rollout.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.Report;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeStatusFactoryTest {
  private static final Instant BEFORE = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-22T12:05:00Z");
  private static final ImageInfo IMAGE =
      new ImageInfo(
          "registry.example.com/os/node@sha256:a1", "sha256:a1", null, null, null, null, null);
  private static final Report.Images IMAGES = new Report.Images(IMAGE, null, null);

  @ParameterizedTest
  @CsvSource({
    "IDLE, True, Idle",
    "STAGING, False, Staging",
    "STAGED, False, Staged",
    "REBOOTING, False, Rebooting"
  })
  void shouldSpellTheConditionAsTheContractDoes(Report.Phase phase, String status, String reason) {
    // Given
    Report report = new Report(phase, "message", Optional.empty(), Optional.of(IMAGES));

    // When
    BootcNodeStatus written = NodeStatusFactory.status(BootcNodeStatus.EMPTY, report, 7L, NOW);

    // Then
    assertThat(written.observedGeneration()).isEqualTo(7L);
    assertThat(written.booted()).isEqualTo(IMAGE);
    assertThat(written.conditions())
        .containsExactly(
            new Condition(
                NodeConditions.DEGRADED, "False", 7L, NOW.toString(), NodeConditions.HEALTHY, ""),
            new Condition(NodeConditions.IDLE, status, 7L, NOW.toString(), reason, "message"));
  }

  @Test
  void shouldKeepTheTransitionTimeWhenOnlyTheMessageChanges() {
    // Given
    BootcNodeStatus before =
        NodeStatusFactory.status(BootcNodeStatus.EMPTY, failed("stage failed: one"), 7L, BEFORE);

    // When
    BootcNodeStatus after = NodeStatusFactory.status(before, failed("stage failed: two"), 7L, NOW);

    // Then
    assertThat(Condition.find(after.conditions(), NodeConditions.DEGRADED))
        .contains(
            new Condition(
                NodeConditions.DEGRADED,
                "True",
                7L,
                BEFORE.toString(),
                NodeConditions.ERROR,
                "stage failed: two"));
  }

  @Test
  void shouldSayItInOneBoundedLineWhateverAHostPutIntoIt() {
    // Given
    Report report = failed("first\nsecond\u0007" + "x".repeat(100_000));

    // When
    BootcNodeStatus written = NodeStatusFactory.status(BootcNodeStatus.EMPTY, report, 7L, NOW);

    // Then
    String message =
        Condition.find(written.conditions(), NodeConditions.DEGRADED).orElseThrow().message();
    assertThat(message).startsWith("first second x").hasSizeLessThan(4_000);
  }

  @Test
  void shouldBeEqualWhenNothingChanged() {
    // Given
    BootcNodeStatus before =
        NodeStatusFactory.status(BootcNodeStatus.EMPTY, failed("same"), 7L, BEFORE);

    // When
    BootcNodeStatus after = NodeStatusFactory.status(before, failed("same"), 7L, NOW);

    // Then
    assertThat(after).isEqualTo(before);
  }

  @Test
  void shouldKeepTheImagesWhenTheHostWasNotAsked() {
    // Given
    BootcNodeStatus before = new BootcNodeStatus(6L, IMAGE, IMAGE, null, List.of());

    // When
    BootcNodeStatus after = NodeStatusFactory.status(before, failed("busy"), 7L, NOW);

    // Then
    assertThat(after.booted()).isEqualTo(IMAGE);
    assertThat(after.staged()).isEqualTo(IMAGE);
  }

  @Test
  void shouldTakeAwayTheStagedImageWhenTheHostHasNone() {
    // Given
    BootcNodeStatus before = new BootcNodeStatus(6L, IMAGE, IMAGE, IMAGE, List.of());
    Report report = new Report(Report.Phase.IDLE, "", Optional.empty(), Optional.of(IMAGES));

    // When
    BootcNodeStatus after = NodeStatusFactory.status(before, report, 7L, NOW);

    // Then
    assertThat(after.staged()).isNull();
    assertThat(after.rollback()).isNull();
  }

  @Test
  void shouldKeepConditionsThatAreNotItsOwn() {
    // Given
    Condition foreign = new Condition("Quarantined", "True", null, BEFORE.toString(), "Admin", "");
    BootcNodeStatus before = new BootcNodeStatus(6L, IMAGE, null, null, List.of(foreign));

    // When
    BootcNodeStatus after = NodeStatusFactory.status(before, failed("x"), 7L, NOW);

    // Then
    assertThat(after.conditions()).hasSize(3).contains(foreign);
  }

  private static Report failed(String error) {
    return new Report(Report.Phase.STAGING, "message", Optional.of(error), Optional.empty());
  }
}
