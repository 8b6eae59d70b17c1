package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;

/** See {@link PoolVerbs}. */
@Command(
    name = "pause",
    description = "Starts no other node; those in flight finish, staging goes on.")
final class PauseCommand extends ReasonedVerbCommand {
  PauseCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.pause(found);
  }
}
