package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import dev.bootc.rollout.plugin.steer.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(
    name = "pause",
    description = "Starts no other node; those in flight finish, staging goes on.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class PauseCommand extends PoolVerbCommand {
  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why; it stands behind your name, wherever that is shown.")
  String reason;

  PauseCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.pause(found);
  }

  @Override
  String noted() {
    return Words.reason(reason);
  }
}
