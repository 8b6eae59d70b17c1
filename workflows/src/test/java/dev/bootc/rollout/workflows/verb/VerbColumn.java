package dev.bootc.rollout.workflows.verb;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run of a pool may be that has steps and the update policy Manual, so that every verb has
 * something to do.
 */
enum VerbColumn {
  STAGING("Staging", RolloutPhase.STAGING),
  ROLLING("Rolling", RolloutPhase.ROLLING),
  PAUSED_HERE("Paused by Temporal", RolloutPhase.PAUSED),
  PAUSED_BY_FIELD("Paused by field", RolloutPhase.PAUSED),
  WAITING_FOR_APPROVAL("WaitingForApproval", RolloutPhase.WAITING_FOR_APPROVAL),
  HALTED("Halted", RolloutPhase.HALTED),
  BLOCKED("Blocked", RolloutPhase.BLOCKED),
  COMPLETED("Completed", RolloutPhase.COMPLETED),
  ROLLED_BACK("RolledBack", RolloutPhase.ROLLED_BACK),
  SUPERSEDED("Superseded", RolloutPhase.SUPERSEDED),
  CANCELLED("Cancelled", RolloutPhase.CANCELLED);

  static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);

  /** A run of the same rollout, which has gone on as another. */
  static final String BEFORE = "0197f3a2-5b1e-7c40-9d2f-000000000001";

  static final String DIGEST = ImageDigest.in(IMAGE).orElseThrow().text();
  private static final Instant SINCE = Instant.parse("2026-11-29T12:00:00Z");

  private final String title;
  private final RolloutPhase phase;

  VerbColumn(String title, RolloutPhase phase) {
    this.title = title;
    this.phase = phase;
  }

  String title() {
    return title;
  }

  RunStanding standing(@Nullable AllowedVerbs verbs) {
    boolean waits = this == WAITING_FOR_APPROVAL;
    RolloutSteps steps =
        new RolloutSteps(List.of(new RolloutSteps.Step(1, false, Duration.ZERO, true)), null);
    RolloutTarget target =
        new RolloutTarget(
            "workers",
            "uid-1",
            1,
            IMAGE,
            MaxUnavailable.ONE,
            this == PAUSED_BY_FIELD
                ? new Pause("kubectl-patch", "spec.rollout.paused", SINCE)
                : null,
            null,
            null,
            null,
            steps,
            new ManualApproval(waits ? null : DIGEST),
            null,
            null,
            null,
            verbs);
    return new RunStanding(
        target,
        phase,
        this == PAUSED_HERE ? new Pause("update of ada@laptop", "lunch", SINCE) : null);
  }

  /** As the status of its pool tells of it, whose history was too long once. */
  static RolloutStatus reported(String phase, String runId) {
    return new RolloutStatus(
        phase,
        DIGEST,
        1L,
        "rollout/workers",
        runId,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        List.of(BEFORE));
  }

  /** Of the kind that is right as far as its subject goes. */
  static VerbOrder order(Verb verb) {
    String about =
        switch (verb) {
          case RETRY, SKIP -> "worker-3";
          case APPROVE -> DIGEST;
          case APPROVE_STEP -> "1";
          case PAUSE, RESUME, CHECK_NOW, CANCEL, UNDO -> "";
        };
    return new VerbOrder(verb, about, "", "");
  }

  /** In a word. */
  static String word(VerbDecision decision) {
    return switch (decision) {
      case VerbDecision.Allowed _ -> "done";
      case VerbDecision.AlreadySo _ -> "is so";
      case VerbDecision.Refused _ -> "refused";
    };
  }
}
