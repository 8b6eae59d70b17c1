package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.Verdict;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeHappeningsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String OLD = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final String NEW = "registry.example.com/os/node@" + DIGEST;

  @ParameterizedTest
  @ValueSource(strings = {NodeConditions.STAGING, NodeConditions.STAGED, NodeConditions.REBOOTING})
  void shouldTellWhatTheAgentDoes(String reason) {
    // Given
    BootcNode node = node(idle("False", reason, "because"), OLD);

    // When
    List<Happening> told = NodeHappenings.of(node, NOW);

    // Then
    assertThat(told)
        .singleElement()
        .satisfies(happening -> {
          assertThat(happening.reason()).isEqualTo(reason);
          assertThat(happening.note()).isEqualTo(NEW + ": because");
          assertThat(happening.warning()).isFalse();
          assertThat(happening.related())
              .isNotNull()
              .extracting(ObjectReference::getName)
              .isEqualTo("pool");
        });
  }

  @Test
  void shouldTellThatTheAgentIsIdleOnceTheNodeRunsItsImage() {
    // When
    List<Happening> before =
        NodeHappenings.of(node(idle("True", NodeConditions.REASON_IDLE, ""), OLD), NOW);
    List<Happening> after =
        NodeHappenings.of(node(idle("True", NodeConditions.REASON_IDLE, ""), NEW), NOW);

    // Then
    assertThat(before).isEmpty();
    assertThat(after)
        .singleElement()
        .satisfies(happening -> assertThat(happening.note()).isEqualTo(NEW));
  }

  @Test
  void shouldBeTheSameEventWhenReadAgainAndAnotherInAnotherPeriodOfWork() {
    // Given
    Condition staged = idle("False", NodeConditions.STAGED, "because");
    Condition later =
        new Condition(
            staged.type(), "False", null, "2026-01-01T11:30:00Z", staged.reason(), "because");

    // When
    String name = only(node(staged, OLD)).name();

    // Then
    assertThat(only(node(staged, OLD)).name()).isEqualTo(name).startsWith("worker-1.");
    assertThat(only(node(later, OLD)).name()).isNotEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource(Verdict.Outcome.class)
  void shouldTellHowAnAttemptFailed(Verdict.Outcome outcome) {
    // Given
    BootcNode node = node(idle("True", NodeConditions.REASON_IDLE, ""), OLD);
    Verdict verdict = new Verdict(outcome, DIGEST, 1, "2026-01-01T11:59:00Z", "what was seen");
    node.getMetadata().setAnnotations(Map.of(BootcApi.VERDICT, verdict.toAnnotation()));

    // When
    List<Happening> told = NodeHappenings.of(node, NOW);

    // Then
    String reason =
        switch (outcome) {
          case DRAIN_TIMED_OUT -> "DrainFailed";
          // It runs another image than the one that its success was about.
          case UPDATED -> "RolledBackByHost";
          case NOT_BACK, WRONG_IMAGE, AGENT_DEGRADED, GATE_FAILED, CANCELLED, ROLLED_BACK_BY_HOST ->
              outcome.text();
        };
    assertThat(told)
        .singleElement()
        .satisfies(happening -> {
          assertThat(happening.reason()).isEqualTo(reason);
          assertThat(happening.warning()).isTrue();
          assertThat(happening.note()).startsWith(DIGEST);
        });
  }

  @Test
  void shouldTellThatADrainTakesTooLongOnlyWhileTheNodeIsDrained() {
    // Given
    BootcNode drained = node(idle("False", NodeConditions.STAGED, ""), OLD);
    Map<String, String> marks =
        Map.of(
            BootcApi.IN_REBOOT_SLOT,
            "",
            BootcApi.DRAIN_SINCE,
            "2026-01-01T11:55:00Z " + DIGEST,
            BootcApi.WAITS_FOR,
            "pod shop/web-1, held by budget web");
    drained.getMetadata().setAnnotations(marks);
    BootcNode approved = node(idle("False", NodeConditions.STAGED, ""), OLD);
    approved
        .getMetadata()
        .setAnnotations(
            Map.of(
                BootcApi.IN_REBOOT_SLOT,
                "",
                BootcApi.DRAIN_SINCE,
                "2026-01-01T11:55:00Z " + DIGEST,
                BootcApi.APPROVED_DIGEST,
                DIGEST));

    // Then
    assertThat(NodeHappenings.of(drained, NOW))
        .filteredOn(happening -> happening.action() == EventAction.DRAIN)
        .singleElement()
        .satisfies(happening -> {
          assertThat(happening.reason()).isEqualTo("DrainTakingTooLong");
          assertThat(happening.note()).isEqualTo("pod shop/web-1, held by budget web");
        });
    assertThat(NodeHappenings.of(drained, NOW.minusSeconds(1)))
        .noneMatch(happening -> happening.action() == EventAction.DRAIN);
    assertThat(NodeHappenings.of(approved, NOW))
        .noneMatch(happening -> happening.action() == EventAction.DRAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z", "yesterday"})
  void shouldTellNothingOfADrainWhoseMarkIsNoTimeOfOurs(String time) {
    // Given
    BootcNode node = node(idle("False", NodeConditions.STAGED, ""), OLD);
    node.getMetadata()
        .setAnnotations(
            Map.of(BootcApi.IN_REBOOT_SLOT, "", BootcApi.DRAIN_SINCE, time + " " + DIGEST));

    // When
    List<Happening> told = NodeHappenings.of(node, NOW);

    // Then
    assertThat(told).noneMatch(happening -> happening.action() == EventAction.DRAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {NodeConditions.STAGING, NodeConditions.STAGED, NodeConditions.REBOOTING})
  void shouldTellNothingOfWhatTheAgentDoesForTheImageOfBefore(String reason) {
    // Given
    BootcNode unheard = node(idle("False", reason, ""), OLD);
    unheard.getMetadata().setGeneration(2L);
    unheard.setStatus(
        new BootcNodeStatus(
            1L, unheard.getStatus().booted(), null, null, List.of(idle("False", reason, ""))));

    // Then
    assertThat(NodeHappenings.of(unheard, NOW)).isEmpty();
  }

  @Test
  void shouldTellNothingOfAnotherImageThatIsStaged() {
    // Given
    Condition staged = idle("False", NodeConditions.STAGED, "");
    BootcNode node = node(staged, OLD);
    ImageInfo other =
        new ImageInfo(OLD, OLD.substring(OLD.indexOf('@') + 1), null, null, null, null, null);
    node.setStatus(
        new BootcNodeStatus(null, node.getStatus().booted(), other, null, List.of(staged)));

    // Then
    assertThat(NodeHappenings.of(node, NOW)).isEmpty();
  }

  @Test
  void shouldNotDateThatAHostWentBackByItsSuccess() {
    // Given
    BootcNode node = node(idle("True", NodeConditions.REASON_IDLE, ""), OLD);
    Verdict verdict = new Verdict(Verdict.Outcome.UPDATED, DIGEST, 1, "2026-01-01T01:00:00Z", null);
    node.getMetadata().setAnnotations(Map.of(BootcApi.VERDICT, verdict.toAnnotation()));

    // Then
    assertThat(only(node).reason()).isEqualTo("RolledBackByHost");
    assertThat(only(node).since()).isEmpty();
  }

  @Test
  void shouldTellWhoIsLeftOut() {
    // Given
    BootcNode node = node(idle("True", NodeConditions.REASON_IDLE, ""), OLD);
    node.getMetadata().setAnnotations(Map.of(BootcApi.SKIP, DIGEST + " jo: disk is replaced"));

    // When
    List<Happening> told = NodeHappenings.of(node, NOW);

    // Then
    assertThat(told)
        .singleElement()
        .satisfies(happening -> {
          assertThat(happening.reason()).isEqualTo("NodeSkipped");
          assertThat(happening.note()).endsWith("jo: disk is replaced");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "語", "😀"})
  void shouldKeepToTheLimitsOfTheApiServerWhateverIsTold(String character) {
    // Given
    BootcNode node = node(idle("False", NodeConditions.STAGING, character.repeat(3_000)), OLD);
    node.getMetadata().setName("n".repeat(253));

    // When
    var event = only(node).event(NOW, "replica");

    // Then
    assertThat(event.getNote().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1_024);
    assertThat(event.getNote()).contains(character.repeat(100));
    assertThat(event.getMetadata().getName()).hasSizeLessThanOrEqualTo(253);
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T12:00:00.000000Z");
  }

  private static Happening only(BootcNode node) {
    return NodeHappenings.of(node, NOW).getFirst();
  }

  private static Condition idle(String status, String reason, String message) {
    return new Condition(
        NodeConditions.IDLE, status, null, "2026-01-01T11:00:00Z", reason, message);
  }

  private static BootcNode node(Condition idle, String booted) {
    BootcNode node = new BootcNode();
    node.setMetadata(
        new ObjectMetaBuilder()
            .withName("worker-1")
            .withUid("uid-of-worker-1")
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("node.bootc.dev/v1alpha1")
                    .withKind("BootcNodePool")
                    .withName("pool")
                    .withUid("uid-of-pool")
                    .withController(true)
                    .build())
            .build());
    node.setSpec(new BootcNodeSpec(NEW, DesiredImageState.STAGED, null, null, null, null));
    node.setStatus(
        new BootcNodeStatus(
            null,
            new ImageInfo(
                booted, booted.substring(booted.indexOf('@') + 1), null, null, null, null, null),
            null,
            null,
            List.of(idle)));
    return node;
  }
}
