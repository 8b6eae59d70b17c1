package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.OperatorConfig.LeaderElection;
import dev.bootc.rollout.operator.temporal.TemporalSettings;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From flags and environment to a configuration, or to every problem at once. */
final class ConfigReader {
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?)?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** A pod's token; with it the client knows its cluster by itself. */
  private static final Path IN_CLUSTER_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private final OperatorOptions options;
  private final Map<String, String> environment;
  private final Supplier<String> fallbackIdentity;
  private final List<String> problems = new ArrayList<>();

  /** The settings cannot be used. */
  static final class BadSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    BadSettings(List<String> problems) {
      super(String.join("\n", problems));
      this.problems = List.copyOf(problems);
    }

    /** Each names the setting, its value and the mend. */
    List<String> problems() {
      return problems;
    }
  }

  ConfigReader(
      OperatorOptions options,
      Map<String, String> environment,
      List<String> problemsOfTheCommandLine,
      Supplier<String> fallbackIdentity) {
    this.options = options;
    this.environment = Map.copyOf(environment);
    this.fallbackIdentity = fallbackIdentity;
    problems.addAll(problemsOfTheCommandLine);
  }

  OperatorConfig read() throws BadSettings {
    Optional<String> kubeconfig = kubeconfig();
    String prefix = clusterPrefix();
    int port = number("--http-port", options.httpPort, 0, 65_535);
    Optional<LeaderElection> election = leaderElection();
    WorkerSizes sizes =
        new WorkerSizes(
            number("--worker-steps", options.workerSteps, 1, 10_000),
            number("--worker-waits", options.workerWaits, 1, 100_000),
            number("--worker-cached-workflows", options.workerCachedWorkflows, 1, 100_000));
    TemporalSettings temporal = temporal();
    problems.addAll(LogSettings.check(options));
    if (!problems.isEmpty() || temporal == null) {
      throw new BadSettings(problems);
    }
    return new OperatorConfig(kubeconfig, prefix, port, election, sizes, temporal);
  }

  private Optional<String> kubeconfig() {
    if (!options.kubeconfig.isBlank()) {
      return readFile(Path.of(options.kubeconfig));
    }
    if (Files.exists(IN_CLUSTER_TOKEN)) {
      return Optional.empty();
    }
    Path home = Path.of(environment.getOrDefault("HOME", "."), ".kube", "config");
    if (Files.exists(home)) {
      return readFile(home);
    }
    bad("--kubeconfig", "", "this is no pod, so give the path of your cluster's kubeconfig");
    return Optional.empty();
  }

  private Optional<String> readFile(Path file) {
    try {
      String text = Files.readString(file);
      KubernetesSettings.parse(text);
      return Optional.of(text);
    } catch (IOException unreadable) {
      bad(
          "--kubeconfig",
          file.toString(),
          "no file that can be read: give the path of a kubeconfig");
    } catch (RuntimeException malformed) {
      bad(
          "--kubeconfig",
          file.toString(),
          "no kubeconfig that can be used: " + malformed.getMessage());
    }
    return Optional.empty();
  }

  private String clusterPrefix() {
    String prefix = options.clusterPrefix;
    if (!PREFIX.matcher(prefix).matches()) {
      bad("--cluster-prefix", prefix, "use letters, digits, . _ - and / between them");
    }
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  private Optional<LeaderElection> leaderElection() {
    String wanted = options.leaderElection;
    if (!List.of("true", "false", "auto").contains(wanted)) {
      bad("--leader-election", wanted, "give true, false or auto");
    }
    Duration lease =
        Duration.ofSeconds(
            number("--lease-duration-seconds", options.leaseDurationSeconds, 3, 3_600));
    if (!NAME.matcher(options.leaseName).matches()) {
      bad("--lease-name", options.leaseName, "use a-z, 0-9, - and .");
    }
    String namespace = options.podNamespace;
    if ("true".equals(wanted) && namespace.isBlank()) {
      bad("--pod-namespace", "", "leader election needs the namespace of its Lease");
    }
    if ("false".equals(wanted) || namespace.isBlank()) {
      return Optional.empty();
    }
    String identity = options.podName.isBlank() ? fallbackIdentity.get() : options.podName;
    return Optional.of(new LeaderElection(namespace, options.leaseName, identity, lease));
  }

  private @Nullable TemporalSettings temporal() {
    try {
      return TemporalSettings.of(environment);
    } catch (IllegalArgumentException unusable) {
      problems.add(
          "TEMPORAL_*: " + unusable.getMessage() + "; see docs/reference/configuration.md");
      return null;
    }
  }

  private int number(String flag, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // The same mend as for a number that is out of range.
    }
    bad(flag, value, "give a whole number from " + least + " to " + most);
    return least;
  }

  private void bad(String flag, String value, String mend) {
    problems.add(problem(flag, value, mend));
  }

  static String problem(String flag, String value, String mend) {
    String setting = flag + " / " + OperatorOptions.variable(flag);
    return value.isEmpty()
        ? setting + " is missing: " + mend
        : setting + " = \"" + value + "\": " + mend;
  }
}
