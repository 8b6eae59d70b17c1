package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** All verbs, and how each of them ends. */
@Command(
    name = "kubectl bootc",
    description =
        "What the rollouts of bootc images do, why they do not go on, and what you tell them.",
    synopsisSubcommandLabel = "VERB")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class KubectlBootc {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Prints this.")
  boolean help;

  private KubectlBootc() {}

  /** Does what the arguments say, and returns the exit code. */
  static int run(Session session, String... arguments) {
    try {
      return commandLine(session).execute(arguments);
    } catch (OutOfMemoryError tooMuch) {
      session.complain(
          "there is more than fits into the memory that it has: give more by"
              + " BOOTC_ROLLOUT_PLUGIN_JAVA_OPTS=-Xmx1g");
    } catch (Error fault) {
      session.complain("this is a defect, please tell it: " + fault);
    }
    return ExitCode.FAILED.number();
  }

  /** The verbs with their flags, also for whoever compares the docs with them. */
  static CommandLine commandLine(Session session) {
    CommandLine line =
        new CommandLine(new KubectlBootc())
            .addSubcommand(new StatusCommand(session))
            .addSubcommand(new WhyCommand(session))
            .addSubcommand(new PlanCommand(session))
            .addSubcommand(new WaitCommand(session))
            .addSubcommand(new WatchCommand(session))
            .addSubcommand(new PauseCommand(session))
            .addSubcommand(new ResumeCommand(session))
            .addSubcommand(new CancelCommand(session))
            .addSubcommand(new ApproveCommand(session))
            .addSubcommand(new UndoCommand(session))
            .addSubcommand(new TryAgainCommand(session))
            .addSubcommand(new RetryCommand(session))
            .addSubcommand(new SkipCommand(session))
            .addSubcommand(new HistoryCommand(session))
            .addSubcommand(new SupportBundleCommand(session))
            .addSubcommand(new CompletionCommand(session))
            .addSubcommand(new CompleteCommand(session));
    line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(session.errors(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setExitCodeExceptionMapper(failure ->
        failure instanceof Problem problem ? problem.code().number() : ExitCode.FAILED.number());
    line.setExecutionStrategy(KubectlBootc::execute);
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(session, failure));
    line.setParameterExceptionHandler((wrong, given) -> wrongUsage(session, wrong));
    return line;
  }

  /** Without a verb the help says which there are. */
  private static int execute(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    if (!parsed.hasSubcommand()) {
      CommandSpec spec = parsed.commandSpec();
      spec.commandLine().usage(spec.commandLine().getErr());
      return ExitCode.WRONG_USAGE.number();
    }
    CommandLine last = parsed.subcommand().commandSpec().commandLine();
    new CommandLine.RunLast().execute(parsed);
    return last.getExecutionResult() instanceof ExitCode code
        ? code.number()
        : ExitCode.FAILED.number();
  }

  private static int failed(Session session, Exception failure) {
    if (failure instanceof Problem problem) {
      session.complain(String.valueOf(problem.getMessage()));
      return problem.code().number();
    }
    session.complain("this is a defect, please tell it: " + failure);
    return ExitCode.FAILED.number();
  }

  private static int wrongUsage(Session session, ParameterException wrong) {
    String verb = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String meant =
        wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? ", did you mean " + unmatched.getSuggestions().getFirst() + "?"
            : "";
    session.complain(
        String.valueOf(wrong.getMessage()).replaceAll("\\s+", " ")
            + meant
            + "; "
            + verb
            + " --help shows how");
    return ExitCode.WRONG_USAGE.number();
  }
}
