package dev.bootc.rollout.operator.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the {@code TEMPORAL_*} variables that cannot be used. Only those for which the SDK's own
 * words name neither the variable nor its value; and no file of a certificate, key or API key,
 * which may come late, and is waited for.
 */
final class TemporalVariables {
  private static final Pattern HOST_AND_PORT = Pattern.compile("\\S*[^\\s:]:[0-9]{1,5}");
  private static final Pattern TRUTH = Pattern.compile("(?i)true|false|1|0");

  private TemporalVariables() {}

  static List<ConfigurationProblem> problems(Map<String, String> environment) {
    List<ConfigurationProblem> problems = new ArrayList<>();
    String file = environment.getOrDefault("TEMPORAL_CONFIG_FILE", "");
    if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
      problems.add(
          new ConfigurationProblem(
              "TEMPORAL_CONFIG_FILE", file, "no file that can be read: give the path of one"));
    }
    String tls = environment.getOrDefault("TEMPORAL_TLS", "");
    if (!tls.isBlank() && !TRUTH.matcher(tls).matches()) {
      problems.add(
          new ConfigurationProblem("TEMPORAL_TLS", tls, "no truth value: give true or false"));
    }
    String address = environment.getOrDefault("TEMPORAL_ADDRESS", "");
    if (!address.isBlank() && !HOST_AND_PORT.matcher(address).matches()) {
      problems.add(
          new ConfigurationProblem(
              "TEMPORAL_ADDRESS",
              address,
              "it has no host or no port: give host:port, such as temporal-frontend:7233"));
    }
    return problems;
  }

  /** Those that are set, by name: a value may be a secret. */
  static String set(Map<String, String> environment) {
    return String.join(
        ", ", environment.keySet().stream().filter(TemporalVariables::isOurs).sorted().toList());
  }

  private static boolean isOurs(String variable) {
    return variable.startsWith("TEMPORAL_");
  }
}
