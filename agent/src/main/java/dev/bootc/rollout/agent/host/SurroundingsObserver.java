package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.plan.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Observes who else is at work on the host; asks systemd no more often than it has to. */
public final class SurroundingsObserver {
  /** All of them stage images, and most reboot into them, without asking the cluster. */
  private static final List<String> UPDATERS =
      List.of(
          "bootc-fetch-apply-updates.timer",
          "rpm-ostreed-automatic.timer",
          "zincati.service",
          "dnf-automatic.timer",
          "dnf5-automatic.timer");

  private static final int LONGEST_REASON = 200;

  private final UnitStates units;
  private final Path rebootRequired;
  private final Duration keep;
  private final Clock clock;
  private List<String> active = List.of();
  private Instant askedAt = Instant.MIN;

  /**
   * @param deadline of the question to systemd
   * @param hostRoot the host's root directory as the agent sees it
   * @param keep for how long an answer of systemd's is good
   */
  public SurroundingsObserver(
      HostCommands commands, Duration deadline, Path hostRoot, Duration keep, Clock clock) {
    this.units = new UnitStates(commands, deadline);
    this.rebootRequired = hostRoot.resolve("run/reboot-required");
    this.keep = keep;
    this.clock = clock;
  }

  public Surroundings look() {
    Instant now = clock.instant();
    // A clock that was set back must not make an old answer good for longer.
    if (now.isBefore(askedAt) || !now.isBefore(askedAt.plus(keep))) {
      active = units.active(UPDATERS);
      askedAt = now;
    }
    return new Surroundings(active, rebootRequired());
  }

  /** The first line of the file that kured and others take for a wish to reboot. */
  private Optional<String> rebootRequired() {
    try (InputStream stream = Files.newInputStream(rebootRequired, LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(stream.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8);
      return Optional.of(Redaction.of(text.lines().findFirst().orElse("")));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of("unreadable: " + unreadable.getClass().getSimpleName());
    }
  }
}
