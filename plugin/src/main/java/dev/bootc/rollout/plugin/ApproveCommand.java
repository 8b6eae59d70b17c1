package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.PoolVerbs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link PoolVerbs}. */
@Command(
    name = "approve",
    description = "Approves the digest that is rolled out, or the step that waits for it.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class ApproveCommand extends ReasonedVerbCommand {
  @Option(
      names = "--digest",
      defaultValue = "",
      paramLabel = "DIGEST",
      description = "Only where the pool asks for that one; twelve digits of it at least.")
  String digest;

  ApproveCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNodePool found) {
    return PoolVerbs.approve(found, digest);
  }
}
