package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What could come next, for kubectl, which asks {@code kubectl_complete-bootc} and offers each
 * line; the last says that files are no candidates.
 */
@Command(name = CompleteCommand.NAME, hidden = true, description = "What could come next.")
@SuppressWarnings("NullAway.Init") // picocli fills every field.
final class CompleteCommand implements Callable<ExitCode> {
  static final String NAME = "__complete";
  private static final String NO_FILES = ":4";

  private final Session session;

  @Parameters(arity = "0..*", description = "What is typed so far; the last may be empty.")
  List<String> words = List.of();

  @Spec CommandSpec spec;

  CompleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    String last = words.isEmpty() ? "" : words.getLast();
    session.print(
        Stream.concat(
                candidates(last).filter(candidate -> candidate.startsWith(last)).sorted(),
                Stream.of(NO_FILES))
            .toList());
    return ExitCode.OK;
  }

  private Stream<String> candidates(String last) {
    var verbs = spec.parent().subcommands();
    if (words.size() < 2) {
      return verbs.entrySet().stream()
          .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
          .map(verb -> verb.getKey());
    }
    CommandLine verb = verbs.get(words.getFirst());
    if (verb == null) {
      return Stream.empty();
    }
    return last.startsWith("-")
        ? verb.getCommandSpec().options().stream().map(option -> option.longestName())
        : names(verb.getCommandSpec());
  }

  /** A cluster that does not answer completes nothing, and that is all. */
  private static Stream<String> names(CommandSpec verb) {
    String label =
        verb.positionalParameters().isEmpty()
            ? ""
            : verb.positionalParameters().getFirst().paramLabel().toUpperCase(Locale.ROOT);
    try (Cluster cluster = Cluster.open("", "")) {
      return Stream.concat(
          label.contains("POOL") ? cluster.pools().stream() : Stream.empty(),
          label.contains("NODE") ? cluster.bootcNodes().stream() : Stream.empty())
          .map(each -> each.getMetadata().getName())
          .toList()
          .stream();
    } catch (Problem _) {
      return Stream.empty();
    }
  }
}
