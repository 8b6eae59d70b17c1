package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import java.util.List;
import java.util.Map;

/** The command line of {@code bootc}. */
public final class Bootc {
  private final HostFolder folder;
  private final Map<String, String> environment;
  private final Output output;

  public Bootc(HostFolder folder, Map<String, String> environment, Output output) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.output = output;
  }

  /** Carries out one call and answers with its exit code. */
  public int run(List<String> arguments) {
    try {
      return verb(arguments);
    } catch (BootcFailure failure) {
      output.error("error: " + failure.getMessage());
      return 1;
    } catch (UsageError error) {
      output.error(error.text());
      return 2;
    }
  }

  private int verb(List<String> arguments) {
    String verb = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    HostSettings settings = HostSettings.read(folder);
    if (rest.contains("--help")) {
      return new MutatingVerbs(folder, settings, output).help(verb);
    }
    return switch (verb) {
      case "--version" -> {
        output.line("bootc " + settings.bootcVersion());
        yield 0;
      }
      case "status" -> new StatusVerb(folder, settings, output).run(rest, isContainer());
      case "switch" -> mutating(settings, "Switching: ").switchTo(rest);
      case "upgrade", "update" -> mutating(settings, "").upgrade(rest);
      case "rollback" -> mutating(settings, "Rollback: ").rollback(rest);
      default -> throw UsageError.unknownVerb(verb);
    };
  }

  private MutatingVerbs mutating(HostSettings settings, String context) {
    if (isContainer()) {
      throw new BootcFailure(
          context
              + "Initializing storage: Preparing for write: Detected container;"
              + " this command requires a booted host system.");
    }
    settings
        .fault(Fault.STATUS_ERROR)
        .ifPresent(chain -> {
          throw new BootcFailure(chain);
        });
    return new MutatingVerbs(folder, settings, output);
  }

  private boolean isContainer() {
    return environment.containsKey("container");
  }
}
