package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.NodeVerbs;
import picocli.CommandLine.Command;

/** See {@link NodeVerbs}. */
@Command(
    name = "retry",
    description = "Gives a node that failed another attempt, once the cause is mended.")
final class RetryCommand extends NodeVerbCommand {
  RetryCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNode found, BootcNodePool pool) {
    return NodeVerbs.retry(found, pool);
  }
}
