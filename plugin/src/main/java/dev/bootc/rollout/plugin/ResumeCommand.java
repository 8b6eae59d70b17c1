package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import dev.bootc.rollout.plugin.steer.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(
    name = "resume",
    description = "Ends a pause by the field, or begins a cancelled rollout again.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class ResumeCommand extends PoolVerbCommand {
  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why; it stands behind your name, wherever that is shown.")
  String reason;

  ResumeCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.resume(found);
  }

  @Override
  String noted() {
    return Words.reason(reason);
  }
}
