package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the contract's "effective state", and of its "what may be missing". */
class NodeStateTest {
  private static final String OLD = "sha256:" + "0".repeat(64);
  private static final String NEW = "sha256:" + "1".repeat(64);
  private static final String OTHER = "sha256:" + "2".repeat(64);
  private static final String NAME = "registry.example.com/os/node@";

  static Stream<Arguments> rows() {
    return Stream.of(
        row("no status", null, NodeState.PENDING),
        row("an empty status", new Status(), NodeState.PENDING),
        row(
            "nothing booted reported, staging",
            new Status().idle("False", "Staging"),
            NodeState.PENDING),
        row("an error", new Status().booted(OLD).degraded("True"), NodeState.DEGRADED),
        row("an error, nothing else", new Status().degraded("True"), NodeState.DEGRADED),
        row(
            "an error on the desired image",
            new Status().booted(NEW).degraded("True"),
            NodeState.DEGRADED),
        row(
            "an error while staging",
            new Status().booted(OLD).idle("False", "Staging").degraded("True"),
            NodeState.DEGRADED),
        row(
            "an error of an older generation",
            new Status().booted(OLD).observed(1).degraded("True"),
            NodeState.DEGRADED),
        row("no error", new Status().booted(NEW).degraded("False"), NodeState.UP_TO_DATE),
        row(
            "the desired image booted, no conditions",
            new Status().booted(NEW),
            NodeState.UP_TO_DATE),
        row(
            "the desired image booted, still called rebooting",
            new Status().booted(NEW).idle("False", "Rebooting"),
            NodeState.UP_TO_DATE),
        row(
            "the desired image booted, older generation seen",
            new Status().booted(NEW).observed(1).idle("True", "Idle"),
            NodeState.UP_TO_DATE),
        row(
            "the index pinned, its manifest booted",
            new Status().booted(NEW, OTHER).idle("True", "Idle"),
            NodeState.UP_TO_DATE),
        row(
            "another image booted and idle",
            new Status().booted(OLD).observed(2).idle("True", "Idle"),
            NodeState.PENDING),
        row("another image booted, no conditions", new Status().booted(OLD), NodeState.PENDING),
        row(
            "staging",
            new Status().booted(OLD).observed(2).idle("False", "Staging"),
            NodeState.STAGING),
        row(
            "staging, generation not told",
            new Status().booted(OLD).idle("False", "Staging"),
            NodeState.STAGING),
        row(
            "staging an older generation",
            new Status().booted(OLD).observed(1).idle("False", "Staging"),
            NodeState.PENDING),
        row(
            "staged the desired image",
            new Status().booted(OLD).observed(2).staged(NEW).idle("False", "Staged"),
            NodeState.STAGED),
        row(
            "staged, not told what",
            new Status().booted(OLD).observed(2).idle("False", "Staged"),
            NodeState.STAGED),
        row(
            "staged, told the least",
            new Status().booted(OLD).idle("False", "Staged"),
            NodeState.STAGED),
        row(
            "staged the index's manifest",
            new Status().booted(OLD).staged(NEW, OTHER).idle("False", "Staged"),
            NodeState.STAGED),
        row(
            "staged another image",
            new Status().booted(OLD).observed(2).staged(OTHER).idle("False", "Staged"),
            NodeState.PENDING),
        row(
            "staged for an older generation",
            new Status().booted(OLD).observed(1).staged(NEW).idle("False", "Staged"),
            NodeState.PENDING),
        row(
            "rebooting",
            new Status().booted(OLD).observed(2).staged(NEW).idle("False", "Rebooting"),
            NodeState.REBOOTING),
        row(
            "a reason unknown to the contract",
            new Status().booted(OLD).idle("False", "Dreaming"),
            NodeState.PENDING));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void shouldBeTheFirstStateThatMatchesWhenTheAgentReports(
      String situation, @Nullable Status reported, NodeState expected) {
    // Given
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName("worker-1").withGeneration(2L).build());
    node.setSpec(new BootcNodeSpec(NAME + NEW, DesiredImageState.STAGED, null, null, null, null));
    if (reported != null) {
      node.setStatus(reported.build());
    }
    // When
    NodeState state = NodeState.of(node);
    // Then
    assertThat(state).as(situation).isEqualTo(expected);
  }

  private static Arguments row(String situation, @Nullable Status status, NodeState expected) {
    return Arguments.of(situation, status, expected);
  }

  static final class Status {
    private final List<Condition> conditions = new ArrayList<>();
    private @Nullable Long observedGeneration;
    private @Nullable ImageInfo booted;
    private @Nullable ImageInfo staged;

    Status observed(long generation) {
      observedGeneration = generation;
      return this;
    }

    Status booted(String digest) {
      return booted(digest, digest);
    }

    Status booted(String pin, String digest) {
      booted = image(pin, digest);
      return this;
    }

    Status staged(String digest) {
      return staged(digest, digest);
    }

    Status staged(String pin, String digest) {
      staged = image(pin, digest);
      return this;
    }

    Status idle(String status, String reason) {
      conditions.add(condition(NodeConditions.IDLE, status, reason));
      return this;
    }

    Status degraded(String status) {
      conditions.add(
          condition(
              NodeConditions.DEGRADED,
              status,
              status.equals(Condition.TRUE) ? NodeConditions.ERROR : NodeConditions.HEALTHY));
      return this;
    }

    BootcNodeStatus build() {
      return new BootcNodeStatus(observedGeneration, booted, staged, null, conditions);
    }

    @Override
    public String toString() {
      return build().toString();
    }

    private static ImageInfo image(String pin, String digest) {
      return new ImageInfo(NAME + pin, digest, null, null, null, null, null);
    }

    private static Condition condition(String type, String status, String reason) {
      return new Condition(type, status, null, "2026-11-22T12:00:00Z", reason, "");
    }
  }
}
