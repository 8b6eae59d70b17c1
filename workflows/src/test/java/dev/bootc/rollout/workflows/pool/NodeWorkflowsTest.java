package dev.bootc.rollout.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Undo;
import io.temporal.client.WorkflowOptions;
import org.junit.jupiter.api.Test;

class NodeWorkflowsTest {
  private static final String OLD = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final String NEW = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final RolloutTarget TARGET =
      new RolloutTarget("workers", "uid-1", 3, NEW, MaxUnavailable.ONE, null, null);

  @Test
  void shouldSayOnThePageOfANodeWhatForAndWhoWantsItWhenThatIsKnown() {
    // When
    WorkflowOptions options = options(TARGET.askedBy("field manager ann, by spec.image.ref"));

    // Then
    assertThat(options.getStaticSummary()).isEqualTo("node-1 to bbbbbbbbbbbb");
    assertThat(options.getStaticDetails())
        .startsWith("Brings node **node-1** of pool **workers** to `" + NEW + "`")
        .contains("\n\nAsked for by field manager ann, by spec.image.ref.\n\n")
        .endsWith("Part of the rollout `rollout/workers`.");
  }

  @Test
  void shouldSayWhyItGoesBackWhenARolloutIsUndone() {
    // When
    WorkflowOptions options =
        options(
            TARGET.goingBack(
                OLD,
                new Undo("sha256:" + "b".repeat(64), "2026-11-30T12:00:00Z", "node-2", false)));

    // Then
    assertThat(options.getStaticSummary()).isEqualTo("node-1 back to aaaaaaaaaaaa");
    assertThat(options.getStaticDetails())
        .contains("back to `" + OLD)
        .contains("It undoes bbbbbbbbbbbb, which failed (node-2)");
  }

  private static WorkflowOptions options(RolloutTarget target) {
    return NodeWorkflows.onItsOwn("rollout/workers", "queue", target, "node-1", false);
  }
}
