package dev.bootc.rollout.testkit.host.bootc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one verb. Read by hand, because a command line library would double the start-up
 * time, and because what bootc refuses matters more here than what it takes.
 */
final class Arguments {
  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> options = new HashMap<>();
  private @Nullable String operand;

  private Arguments() {}

  /**
   * Reads flags ({@code --quiet}) and options ({@code --transport=registry}) that the verb knows,
   * and at most one operand.
   */
  static Arguments parse(
      String verb, List<String> arguments, Set<String> knownFlags, Set<String> knownOptions) {
    Arguments parsed = new Arguments();
    for (int index = 0; index < arguments.size(); index++) {
      String argument = arguments.get(index);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 && knownFlags.contains(name)) {
        parsed.flags.add(name);
      } else if (knownOptions.contains(name) && equals >= 0) {
        parsed.options.put(name, argument.substring(equals + 1));
      } else if (knownOptions.contains(name) && index + 1 < arguments.size()) {
        parsed.options.put(name, arguments.get(++index));
      } else if (!argument.startsWith("-") && parsed.operand == null) {
        parsed.operand = argument;
      } else {
        throw UsageError.unexpected(verb, argument);
      }
    }
    return parsed;
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  Optional<String> operand() {
    return Optional.ofNullable(operand);
  }
}
