package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.node.NodeObject;
import dev.bootc.rollout.agent.plan.Action;
import dev.bootc.rollout.agent.plan.Credentials;
import dev.bootc.rollout.agent.plan.CredentialsOnHost;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.agent.plan.StageFailureCause;
import dev.bootc.rollout.agent.pullsecret.PullSecrets;
import dev.bootc.rollout.api.ImageRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the chosen step. What must survive a crash is on the disk before the host is told.
 */
final class ActionRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ActionRunner.class);

  private static final Duration BETWEEN_LOOKS_AT_THE_JOURNAL = Duration.ofMillis(500);
  private static final String WITHOUT_JOURNAL =
      " (the host's journal says nothing of the unit: let journald store it, at least volatile)";

  private final Host host;
  private final PullSecrets pullSecrets;
  private final FailedSteps failures;
  private final RebootRunner reboots;
  private final Clock clock;

  ActionRunner(Host host, NodeObject node, PullSecrets pullSecrets, Backoff backoff, Clock clock) {
    this.host = host;
    this.pullSecrets = pullSecrets;
    this.failures = new FailedSteps(host.memory(), backoff, clock);
    this.reboots = new RebootRunner(host, node, failures, clock);
    this.clock = clock;
  }

  /**
   * @return when to look again, if nothing happens before
   */
  Instant carryOut(Action action, @Nullable NodeReading current) {
    try {
      return switch (action) {
        case Action.Wait wait -> wait.until();
        case Action.AwaitStage await -> await.until();
        case Action.AwaitReboot await -> await.until();
        case Action.Stage stage -> stage(stage, current);
        case Action.TakeCredentialsAway away -> takeCredentialsAway();
        case Action.StopStage stop -> stopStage();
        case Action.StopOverdueStage overdue -> stopOverdueStage(overdue.image());
        case Action.RecordStageFailure failed -> recordStageFailure(failed.image());
        case Action.DiscardStage discard -> discardStage(discard.image());
        case Action.Lock lock -> lock(lock.image());
        case Action.Unlock unlock -> unlock(unlock.image());
        case Action.Reboot reboot -> reboots.reboot(reboot.image(), current, false);
        case Action.SoftReboot soft -> reboots.reboot(soft.image(), current, true);
        case Action.ExamineBoot examine -> reboots.examineBoot();
        case Action.Remember remember -> remember(remember.after(memory()));
      };
    } catch (IOException memoryLost) {
      throw new UncheckedIOException(memoryLost);
    }
  }

  private Instant stage(Action.Stage stage, @Nullable NodeReading current) throws IOException {
    String image = stage.image();
    // Only a reference that parses as pinned reaches a host command.
    if (!(ImageRef.parse(image) instanceof ImageRef.Pinned pinned)) {
      throw new IllegalArgumentException("not pinned by a digest: " + image);
    }
    Optional<String> refusal =
        pullSecrets.bring(
            Credentials.of(current, CredentialsOnHost.ABSENT), host.power().kernelBootId());
    if (refusal.isPresent()) {
      return fail(image, "stage failed: " + refusal.get());
    }
    LOG.atInfo().addKeyValue("image", image).log("staging begins");
    remember(
        memory()
            .withStaging(
                new Memory.Staging(
                    image, host.power().bootId(), clock.instant(), host.unit().journalCursor())));
    host.stage(pinned, stage, memory().failureFor(image).isPresent());
    return clock.instant();
  }

  private Instant takeCredentialsAway() throws IOException {
    LOG.atInfo().log("the credentials are taken off the host, no pull secret is named any more");
    pullSecrets.takeAway(host.power().kernelBootId());
    return clock.instant();
  }

  private Instant stopStage() throws IOException {
    LOG.atInfo().log("staging is stopped, its image is not wanted any more");
    host.unit().stop();
    return remember(memory().withStaging(null));
  }

  private Instant stopOverdueStage(String image) throws IOException {
    host.unit().stop();
    return fail(image, StageFailureCause.message("staging did not end in time and was stopped"));
  }

  private Instant recordStageFailure(String image) throws IOException {
    Memory.Staging staging = memory().staging();
    if (staging != null && host.unit().maySayMore(staging.cursor())) {
      return clock.instant().plus(BETWEEN_LOOKS_AT_THE_JOURNAL);
    }
    String printed = lastError().orElse("the unit ended, and the image is not staged");
    return fail(image, StageFailureCause.message(printed));
  }

  /** As long as it cannot be taken away, the staging stays on record and is never called good. */
  private Instant discardStage(String image) throws IOException {
    Memory.Staging staging = memory().staging();
    String broken =
        "staged, but images bound to it may be missing; " + lastError().orElse("it broke off");
    Optional<String> complaint = host.boundImages().discardStaged();
    fail(image, StageFailureCause.message(complaint.map(c -> broken + "; " + c).orElse(broken)));
    return complaint.isPresent() ? remember(memory().withStaging(staging)) : clock.instant();
  }

  private Optional<String> lastError() throws IOException {
    Memory.Staging staging = memory().staging();
    return host.unit()
        .lastError(staging == null ? "" : staging.cursor())
        .or(() -> host.stagingComplaint().map(complaint -> complaint + WITHOUT_JOURNAL));
  }

  /** A host that cannot is none the worse: what it says is logged, and it is not asked again. */
  private Instant lock(String image) throws IOException {
    host.bootc()
        .lock()
        .ifPresent(complaint ->
            LOG.atWarn()
                .addKeyValue("image", image)
                .addKeyValue("reason", complaint)
                .log("the staged image is not locked"));
    return remember(memory().withLockTried());
  }

  private Instant unlock(String image) throws IOException {
    Optional<String> complaint = host.bootc().unlock();
    boolean locked =
        host.bootc().status() instanceof HostReading.Usable usable && usable.images().isLocked();
    return locked
        ? fail(
            image,
            "the staged image is locked and cannot be unlocked: "
                + complaint.orElse("bootc upgrade --from-downloaded changed nothing"))
        : remember(memory().withUnlocked());
  }

  private Instant fail(String image, String message) throws IOException {
    return failures.record(image, message);
  }

  private Memory memory() throws IOException {
    return host.memory().load();
  }

  /** Every change of the memory is followed by another look at once. */
  private Instant remember(Memory memory) throws IOException {
    host.memory().save(memory);
    return clock.instant();
  }
}
