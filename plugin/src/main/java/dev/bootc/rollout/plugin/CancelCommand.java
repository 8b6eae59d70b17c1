package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(name = "cancel", description = "Ends the rollout; nodes in flight are restored.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class CancelCommand extends PoolVerbCommand {
  @Option(
      names = "--reason",
      required = true,
      converter = ReasonConverter.class,
      paramLabel = "TEXT",
      description = "Why; it stands in the pool's status.")
  String reason;

  CancelCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.cancel(found, reason);
  }
}
