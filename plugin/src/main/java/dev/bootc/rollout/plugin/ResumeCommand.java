package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;

/** See {@link PoolVerbs}. */
@Command(
    name = "resume",
    description = "Ends a pause by the field, or begins a cancelled rollout again.")
final class ResumeCommand extends ReasonedVerbCommand {
  ResumeCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.resume(found);
  }
}
