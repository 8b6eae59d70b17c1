package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.bootc.StagingProgress;
import dev.bootc.rollout.agent.host.BootcCommand;
import dev.bootc.rollout.agent.host.BoundImages;
import dev.bootc.rollout.agent.host.HostCommands;
import dev.bootc.rollout.agent.host.HostPower;
import dev.bootc.rollout.agent.host.MemoryFile;
import dev.bootc.rollout.agent.host.ProgressFile;
import dev.bootc.rollout.agent.host.StagingCommand;
import dev.bootc.rollout.agent.host.StagingUnit;
import dev.bootc.rollout.agent.host.StateLock;
import dev.bootc.rollout.agent.host.SurroundingsObserver;
import dev.bootc.rollout.agent.plan.Action;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.agent.plan.Surroundings;
import dev.bootc.rollout.agent.plan.UnitState;
import dev.bootc.rollout.agent.settings.AgentConfiguration;
import dev.bootc.rollout.api.ImageRef;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The host, and what this process knows of the staging that it started itself. */
final class Host {
  private final BootcCommand bootc;
  private final StagingUnit unit;
  private final HostPower power;
  private final SurroundingsObserver surroundings;
  private final BoundImages boundImages;
  private final ProgressFile progress;
  private final MemoryFile memory;
  private final StateLock stateLock;
  private final Runnable stagingEnded;
  private volatile CompletableFuture<Optional<String>> ownStaging =
      CompletableFuture.completedFuture(Optional.empty());
  private volatile String ownImage = "";
  private OptionalLong busySince = OptionalLong.empty();

  /**
   * @param stagingEnded called when a staging that this process started has ended
   */
  Host(AgentConfiguration configuration, Clock clock, Runnable stagingEnded) {
    HostCommands commands = new HostCommands(configuration.hostCommandPrefix());
    this.bootc = new BootcCommand(commands, configuration.commandDeadline());
    this.unit =
        new StagingUnit(
            commands, configuration.commandDeadline(), configuration.limits().staging());
    this.power = new HostPower(commands, configuration.hostRoot(), configuration.commandDeadline());
    this.surroundings =
        new SurroundingsObserver(
            commands,
            configuration.commandDeadline(),
            configuration.hostRoot(),
            configuration.limits().busyPoll(),
            clock);
    this.boundImages = new BoundImages(commands, configuration.hostRoot());
    this.progress = new ProgressFile(configuration.hostRoot(), System::nanoTime);
    this.memory = new MemoryFile(configuration.stateDirectory());
    this.stateLock = new StateLock(configuration.stateDirectory());
    this.stagingEnded = stagingEnded;
  }

  BootcCommand bootc() {
    return bootc;
  }

  /** What bootc says, and whether what it has staged is all there. */
  HostReading status(Memory known) {
    HostReading reading = withSpell(bootc.status());
    return reading instanceof HostReading.Usable(HostImages images)
            && boundImages.mayBeMissing(images, known.staging())
        ? new HostReading.Usable(images.inDoubt())
        : reading;
  }

  private HostReading withSpell(HostReading reading) {
    if (!(reading instanceof HostReading.Busy busy)) {
      busySince = OptionalLong.empty();
      return reading;
    }
    long now = System.nanoTime();
    long since = busySince.orElse(now);
    busySince = OptionalLong.of(since);
    return new HostReading.Busy(busy.waited(), Duration.ofNanos(now - since));
  }

  BoundImages boundImages() {
    return boundImages;
  }

  StagingUnit unit() {
    return unit;
  }

  HostPower power() {
    return power;
  }

  /** When this agent last began a reboot, be it before its present start. */
  Optional<Instant> lastReboot() {
    try {
      return Optional.ofNullable(memory.load().reboot()).map(Memory.Reboot::at);
    } catch (IOException lost) {
      // The status says so; for a number there is nothing to tell.
      return Optional.empty();
    }
  }

  /** What the staging under way has fetched, where it says so. */
  Optional<Long> stagingBytes() {
    return ownStaging.isDone() ? Optional.empty() : progress.look().map(StagingProgress::bytes);
  }

  Surroundings surroundings() {
    return surroundings.look();
  }

  StateLock stateLock() {
    return stateLock;
  }

  MemoryFile memory() {
    return memory;
  }

  /**
   * Whether an image is being staged. A staging of this process counts from its very beginning,
   * before systemd knows the unit. Without a record of a staging there is no unit of ours: the
   * record is written first.
   */
  UnitState unitState(Memory known) {
    if (!ownStaging.isDone()) {
      return new UnitState.Running(ownImage, true, progress.look());
    }
    return known.staging() != null && unit.isRunning()
        ? new UnitState.Running(known.staging().image(), false, progress.look())
        : new UnitState.Stopped();
  }

  /**
   * Begins to stage in the background.
   *
   * @param again an earlier attempt failed
   */
  void stage(ImageRef.Pinned image, Action.Stage stage, boolean again) {
    StagingCommand command = bootc.stagingCommand(stage.locked(), stage.verified(), again);
    progress.reset();
    busySince = OptionalLong.empty();
    ownImage = image.toString();
    CompletableFuture<Optional<String>> staging =
        CompletableFuture.supplyAsync(
            () -> unit.run(image, command),
            task -> Thread.ofPlatform().daemon().name("staging").start(task));
    ownStaging = staging;
    CompletableFuture<?> _ = staging.whenComplete((complaint, failure) -> stagingEnded.run());
  }

  /** What systemd-run complained of when the staging of this process ended, if it did. */
  Optional<String> stagingComplaint() {
    return ownStaging.isDone() && !ownStaging.isCompletedExceptionally()
        ? ownStaging.join()
        : Optional.empty();
  }
}
