package dev.bootc.rollout.operator.settings;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which environment variable sets which flag. */
final class FlagVariables {
  static final Map<String, String> STANDARD_VARIABLES =
      Map.of(
          "--kubeconfig", "KUBECONFIG",
          "--pod-name", "POD_NAME",
          "--pod-namespace", "POD_NAMESPACE");

  private FlagVariables() {}

  /** Variable that sets the flag. */
  static String of(String flag) {
    String name = flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    return STANDARD_VARIABLES.getOrDefault(flag, "BOOTC_ROLLOUT_" + name);
  }

  /** What the environment says of the flag; absent where it says nothing. */
  static @Nullable String valueOf(ArgSpec argument, Map<String, String> environment) {
    return argument instanceof OptionSpec option && !option.usageHelp()
        ? environment.get(of(option.longestName()))
        : null;
  }
}
