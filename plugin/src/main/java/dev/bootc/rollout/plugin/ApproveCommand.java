package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;

/** See {@link PoolVerbs}. */
@Command(
    name = "approve",
    description = "Approves the digest that is rolled out, or the step that waits for it.")
final class ApproveCommand extends ReasonedVerbCommand {
  ApproveCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.approve(found);
  }
}
