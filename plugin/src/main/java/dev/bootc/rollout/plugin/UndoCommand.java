package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(name = "undo", description = "Sets nodes back to the image of before.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class UndoCommand extends PoolVerbCommand {
  @Option(
      names = "--reason",
      required = true,
      converter = ReasonConverter.class,
      paramLabel = "TEXT",
      description = "Why; it stands in the pool's status.")
  String reason;

  UndoCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.undo(found, reason);
  }
}
