package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    OptionSpec asking = verb.getCommandSpec().findOption(words.get(words.size() - 2));
    if (asking != null && asking.arity().max() > 0) {
      return values(asking);
    }
    return last.startsWith("-")
        ? verb.getCommandSpec().options().stream().map(option -> option.longestName())
        : names(verb.getCommandSpec());
  }

  /** Of a flag that wants one; of most nobody knows any. */
  private static Stream<String> values(OptionSpec option) {
    return switch (option.longestName()) {
      case "--for", "--through" -> Arrays.stream(RolloutPhase.values()).map(RolloutPhase::text);
      case "--output" -> Arrays.stream(OutputOption.Form.values()).map(Enum::name);
      default -> Stream.empty();
    };
  }

  /** A cluster that does not answer completes nothing, and that is all. */
  private Stream<String> names(CommandSpec verb) {
    String label =
        verb.positionalParameters().isEmpty()
            ? ""
            : verb.positionalParameters().getFirst().paramLabel().toUpperCase(Locale.ROOT);
    if (!label.contains("POOL") && !label.contains("NODE")) {
      return Stream.empty();
    }
    try (Cluster cluster = Cluster.open(typed("--kubeconfig"), typed("--context"))) {
      return Stream.concat(
          label.contains("POOL")
              ? cluster.pools().stream().map(pool -> pool.getMetadata().getName())
              : Stream.empty(),
          label.contains("NODE") ? cluster.bootcNodeNames().stream() : Stream.empty())
          .toList()
          .stream();
    } catch (Problem _) {
      return Stream.empty();
    }
  }

  /** What was given to a flag, in either form; empty where it was not. */
  private String typed(String flag) {
    for (int i = 0; i < words.size() - 1; i++) {
      if (words.get(i).equals(flag)) {
        return words.get(i + 1);
      }
      if (words.get(i).startsWith(flag + "=")) {
        return words.get(i).substring(flag.length() + 1);
      }
    }
    return "";
  }
}
