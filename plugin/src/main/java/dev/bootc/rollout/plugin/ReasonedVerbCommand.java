package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.steer.Words;
import picocli.CommandLine.Option;

/** A verb about a pool whose reason has no place in what is written but beside who wrote it. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
abstract class ReasonedVerbCommand extends PoolVerbCommand {
  @Option(
      names = "--reason",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why; it stands behind your name, wherever that is shown.")
  String reason;

  ReasonedVerbCommand(Session session) {
    super(session);
  }

  @Override
  final String noted() {
    return Words.reason(reason);
  }
}
