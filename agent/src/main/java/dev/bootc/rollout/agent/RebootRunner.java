package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.node.NodeObject;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.agent.plan.Report;
import dev.bootc.rollout.agent.plan.Target;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reboots the host, and finds out what a reboot led to. */
final class RebootRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RebootRunner.class);

  private final Host host;
  private final NodeObject node;
  private final FailedSteps failures;
  private final Clock clock;

  RebootRunner(Host host, NodeObject node, FailedSteps failures, Clock clock) {
    this.host = host;
    this.node = node;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * Records the attempt, says so in the status, asks the API server once more, and only then tells
   * the host.
   */
  Instant reboot(String image, @Nullable NodeReading current, boolean softly) throws IOException {
    Memory.Reboot attempt =
        new Memory.Reboot(image, host.power().bootId(), clock.instant(), false, null);
    remember(memory().withReboot(attempt));
    if (current != null) {
      node.report(node.last().orElse(current).node(), Report.rebooting(image), clock.instant());
    }
    Optional<Target.Wanted> approval = approval(image);
    if (approval.isEmpty()) {
      LOG.atInfo().addKeyValue("image", image).log("the reboot was revoked in time");
      return remember(memory().withReboot(null));
    }
    Optional<String> refusal =
        softly && approval.get().softRebootAllowed() ? rebootSoftly(image) : rebootFully(image);
    if (refusal.isEmpty()) {
      return remember(memory().withReboot(attempt.asIssued()));
    }
    Optional<String> inhibitor = host.power().inhibitor();
    return inhibitor.isEmpty()
        ? failures.record(image, refusal.get())
        : failures.recordHeldUp(
            image,
            "the reboot is held up by what inhibits the host's shutdown (%s): it is tried again; wait for its end, or end it (systemd-inhibit --list; %s)"
                .formatted(inhibitor.get(), refusal.get()));
  }

  private Optional<String> rebootFully(String image) {
    LOG.atInfo().addKeyValue("image", image).log("rebooting");
    return host.power().reboot();
  }

  private Optional<String> rebootSoftly(String image) {
    LOG.atInfo().addKeyValue("image", image).log("rebooting softly");
    Optional<String> obstacle = host.bootc().prepareSoftReboot().or(host.power()::softReboot);
    if (obstacle.isEmpty()) {
      return Optional.empty();
    }
    LOG.atWarn()
        .addKeyValue("image", image)
        .addKeyValue("reason", obstacle.get())
        .log("no soft reboot");
    return rebootFully(image);
  }

  private Optional<Target.Wanted> approval(String image) {
    return Target.of(node.fresh().orElse(null)) instanceof Target.Wanted wanted
            && wanted.approved()
            && wanted.reference().equals(image)
            && wanted.proof().doubt(host.power().kernelBootId()).isEmpty()
        ? Optional.of(wanted)
        : Optional.empty();
  }

  Instant examineBoot() throws IOException {
    Memory.Reboot attempt = memory().reboot();
    if (attempt == null) {
      return clock.instant();
    }
    String finding = BootFinding.describe(attempt, host.bootc().status(), host.power());
    LOG.atWarn()
        .addKeyValue("image", attempt.image())
        .addKeyValue("reason", finding)
        .log("the reboot did not lead into the image");
    return remember(memory().withReboot(attempt.withFinding(finding)));
  }

  private Memory memory() throws IOException {
    return host.memory().load();
  }

  private Instant remember(Memory memory) throws IOException {
    host.memory().save(memory);
    return clock.instant();
  }
}
