package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.steer.Decision;
import dev.bootc.rollout.plugin.steer.NodeVerbs;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** See {@link NodeVerbs}. */
@Command(
    name = "skip",
    description = "Leaves a node out of the rollout of the digest that its pool asks for now.")
@SuppressWarnings("NullAway.Init") // picocli fills the group: one of its options is required.
final class SkipCommand extends NodeVerbCommand {

  @ArgGroup(multiplicity = "1")
  How how;

  /** One of the two. */
  static final class How {
    @Option(
        names = "--reason",
        required = true,
        converter = ReasonConverter.class,
        paramLabel = "TEXT",
        description = "Why; it stands in the pool's status.")
    String reason = "";

    @Option(names = "--take-back", required = true, description = "The node takes part again.")
    boolean takeBack;
  }

  SkipCommand(Session session) {
    super(session);
  }

  @Override
  Decision decide(BootcNode found, BootcNodePool pool) {
    return how.takeBack
        ? NodeVerbs.takeBackSkip(found, pool)
        : NodeVerbs.skip(found, pool, how.reason);
  }
}
