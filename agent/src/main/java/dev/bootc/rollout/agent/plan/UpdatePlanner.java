package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import java.util.Optional;

/**
 * Chooses the next step of the node.
 *
 * <ol>
 *   <li>Without a target, or without a memory, nothing is begun.
 *   <li>A running unit is awaited if it stages the target, and stopped if not.
 *   <li>What was begun is judged by what the host reports: {@link StagingPlanner} and {@link
 *       RebootPlanner}.
 * </ol>
 *
 * <p>Guarantees: a reboot is chosen only while it is approved, the {@link ApprovalProof} holds and
 * the staged image is the desired one; for one approval, at most one reboot of one boot; success is
 * said only of an image that the host reports as booted.
 */
public final class UpdatePlanner {
  /** Nobody pulls for so long that the host is only busy. */
  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  private UpdatePlanner() {}

  public static Decision decide(Observation seen) {
    if (seen.credentials().isLeftOver()
        && seen.unit() instanceof UnitState.Stopped
        && !(seen.target() instanceof Target.Malformed)) {
      return Decision.silent(new Action.TakeCredentialsAway());
    }
    return switch (seen.target()) {
      case Target.None none -> withoutTarget(seen);
      case Target.Malformed malformed -> withMalformedTarget(seen, malformed);
      case Target.Wanted wanted -> {
        Optional<Decision> lost = withoutMemory(seen);
        yield lost.or(() -> RebootPlanner.whileGoingDown(seen))
            .orElseGet(() -> towards(seen, wanted));
      }
    };
  }

  private static Decision withoutTarget(Observation seen) {
    return Decision.silent(
        seen.unit() instanceof UnitState.Running ? new Action.StopStage() : seen.untilPoll());
  }

  private static Decision withMalformedTarget(Observation seen, Target.Malformed malformed) {
    Report report = Report.of(Phase.IDLE, "no image to stage").withError(malformed.message());
    return seen.unit() instanceof UnitState.Running
        ? Decision.of(new Action.StopStage(), report)
        : Decision.of(seen.untilPoll(), withHostImages(report, seen.host()));
  }

  private static Optional<Decision> withoutMemory(Observation seen) {
    return seen.memoryProblem()
        .map(problem ->
            Decision.of(
                seen.untilBusyPoll(),
                withHostImages(Report.of(Phase.IDLE, "nothing is begun"), seen.host())
                    .withError(problem)));
  }

  private static Decision towards(Observation seen, Target.Wanted wanted) {
    if (seen.unit() instanceof UnitState.Running running) {
      return StagingPlanner.whileRunning(seen, wanted, running);
    }
    return switch (seen.host()) {
      case HostReading.Busy busy -> whileBusy(seen, busy);
      case HostReading.Unusable unusable ->
          Decision.of(
              seen.untilBusyPoll(),
              Report.of(Phase.IDLE, "the host cannot be updated")
                  .withError(unusable.message() + RebootPlanner.sinceReboot(seen, wanted)));
      case HostReading.Usable usable -> withImages(seen, wanted, usable.images());
    };
  }

  private static Decision whileBusy(Observation seen, HostReading.Busy busy) {
    Phase phase = seen.memory().staging() == null ? Phase.IDLE : Phase.STAGING;
    String message =
        "bootc status did not answer within %d s: another bootc or rpm-ostree is at work on the host"
            .formatted(busy.waited().toSeconds());
    Report report = Report.of(phase, message);
    return Decision.of(
        seen.untilBusyPoll(),
        busy.since().compareTo(TOO_LONG) < 0
            ? report
            : report.withError(
                "bootc status did not answer within %d s, for more than %d min: see who holds the host's storage (lslocks, rpm-ostree status); where bootc is as slow as that, raise --command-deadline-seconds"
                    .formatted(busy.waited().toSeconds(), TOO_LONG.toMinutes())));
  }

  private static Decision withImages(Observation seen, Target.Wanted wanted, HostImages images) {
    return StagingPlanner.afterStaging(seen, wanted, images)
        .or(() -> RebootPlanner.afterReboot(seen, wanted, images))
        .orElseGet(() -> onward(seen, wanted, images));
  }

  private static Decision onward(Observation seen, Target.Wanted wanted, HostImages images) {
    if (images.isBooted(wanted.reference())) {
      return StagingPlanner.upToDate(seen, wanted, images);
    }
    if (LockPlanner.wasPassedOver(seen, wanted, images)) {
      return Decision.silent(new Action.NotePassedOver());
    }
    Optional<String> refusal =
        refusal(images).or(() -> SignatureRules.refusal(seen, wanted, images));
    if (refusal.isPresent()) {
      return Decision.of(
          seen.untilPoll(),
          Report.of(Phase.IDLE, "the host cannot be updated")
              .withImages(images)
              .withError(refusal.get()));
    }
    boolean staged =
        images.isStaged(wanted.reference())
            && !SignatureRules.mustBeStagedAgain(seen, wanted, images);
    if (staged && wanted.approved() && wanted.proof().doubt(seen.kernelBootId()).isEmpty()) {
      return RebootPlanner.reboot(seen, wanted, images);
    }
    Optional<String> objection = ForeignChanges.objection(seen, wanted, images);
    if (objection.isPresent()) {
      return Decision.of(
          seen.untilBusyPoll(),
          Report.of(staged ? Phase.STAGED : Phase.IDLE, "waits for somebody to mend the host")
              .withImages(images)
              .withError((staged ? "" : "stage failed: ") + objection.get()));
    }
    return staged
        ? LockPlanner.awaitApproval(seen, wanted, images)
        : StagingPlanner.stage(seen, wanted, images);
  }

  private static Optional<String> refusal(HostImages images) {
    if (images.incompatible()) {
      return Optional.of(
          "stage failed: rpm-ostree changed the booted image (layered packages or overrides), and staging would drop that: run \"rpm-ostree reset\" on the host");
    }
    if (images.booted() == null) {
      return Optional.of(
          "stage failed: the host was not booted from a container image: install it with bootc, or take its node out of the pool");
    }
    if (images.readOnly()) {
      return Optional.of(
          "stage failed: the host's storage is read-only (a live system?): install it to a disk");
    }
    return Optional.empty();
  }

  private static Report withHostImages(Report report, HostReading host) {
    return host instanceof HostReading.Usable usable ? report.withImages(usable.images()) : report;
  }
}
