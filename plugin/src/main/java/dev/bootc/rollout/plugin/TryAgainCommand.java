package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import dev.bootc.rollout.plugin.steer.Words;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(name = "try-again", description = "Begins again what was undone.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class TryAgainCommand extends PoolVerbCommand {
  private final Clock clock;

  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why; it stands in the annotation, behind the time.")
  String reason;

  TryAgainCommand(Session session) {
    super(session);
    clock = session.clock();
  }

  /** The time, as the word has to be a new one. */
  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.tryAgain(found, (clock.instant() + " " + Words.reason(reason)).strip());
  }
}
