package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.host.MemoryFile;
import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers that a step towards an image failed, and when to try it again. */
final class FailedSteps {
  private static final Logger LOG = LoggerFactory.getLogger(FailedSteps.class);

  /** Whoever holds a reboot up may end that at any time, so the pauses stay short. */
  private static final int LONGEST_PAUSE_HELD_UP = 2;

  private final MemoryFile memory;
  private final Backoff backoff;
  private final Clock clock;

  FailedSteps(MemoryFile memory, Backoff backoff, Clock clock) {
    this.memory = memory;
    this.backoff = backoff;
    this.clock = clock;
  }

  /**
   * @return when to look again: at once, because the memory changed
   */
  Instant record(String image, String message) throws IOException {
    int count = earlier(image).map(failed -> failed.count() + 1).orElse(1);
    return save(image, count, count, message, null);
  }

  /** As {@link #record}, for a step that somebody holds up. */
  Instant recordHeldUp(String image, String message) throws IOException {
    int count = earlier(image).map(failed -> failed.count() + 1).orElse(1);
    Instant since = earlier(image).map(Memory.Failure::heldUpSince).orElseGet(clock::instant);
    return save(image, count, Math.min(count, LONGEST_PAUSE_HELD_UP), message, since);
  }

  private Instant save(
      String image, int count, int pause, String message, @Nullable Instant heldUpSince)
      throws IOException {
    Instant retryAt = clock.instant().plus(backoff.after(pause));
    LOG.atWarn()
        .addKeyValue("image", image)
        .addKeyValue("attempt", count)
        .addKeyValue("retryAt", retryAt)
        .addKeyValue("reason", message)
        .log("a step towards the image failed");
    memory.save(
        memory.load().withFailure(new Memory.Failure(image, count, retryAt, message, heldUpSince)));
    return clock.instant();
  }

  private Optional<Memory.Failure> earlier(String image) throws IOException {
    return memory.load().failureFor(image);
  }
}
