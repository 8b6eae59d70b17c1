package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For whoever types {@code kubectl-bootc}; kubectl itself asks {@code kubectl_complete-bootc}. */
@Command(
    name = "completion",
    description = "Prints what completes kubectl-bootc in bash and zsh, to be sourced.")
@SuppressWarnings("NullAway.Init") // picocli fills every field.
final class CompletionCommand implements Callable<ExitCode> {
  private final Session session;

  @Spec CommandSpec spec;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    session.out().print(AutoComplete.bash("kubectl-bootc", spec.parent().commandLine()));
    return ExitCode.OK;
  }
}
