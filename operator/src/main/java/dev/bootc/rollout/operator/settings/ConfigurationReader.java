package dev.bootc.rollout.operator.settings;

import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import dev.bootc.rollout.operator.temporal.TemporalSettings;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import io.fabric8.kubernetes.client.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the flags and the variables, all of them, and makes the configuration of them. */
public final class ConfigurationReader {
  private static final Pattern COUNT_OR_PERCENT = Pattern.compile("\\d{1,9}|(100|\\d{1,2})%");

  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?)?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** Ten years. */
  private static final int MOST_HOURS = 87_600;

  private final OperatorOptions options;
  private final Map<String, String> environment;
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  private ConfigurationReader(OperatorOptions options, Map<String, String> environment) {
    this.options = options;
    this.environment = Map.copyOf(environment);
  }

  /** Either a configuration, or everything that is wrong. */
  public sealed interface Result {
    record Accepted(OperatorConfiguration configuration) implements Result {}

    record Refused(List<ConfigurationProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * @param environment in which the process runs; tells where Temporal is
   */
  public static Result read(OperatorOptions options, Map<String, String> environment) {
    ConfigurationReader reader = new ConfigurationReader(options, environment);
    reader.problems.addAll(options.unreadable);
    Optional<Kubeconfig> kubeconfig = reader.kubeconfig();
    String prefix = reader.clusterPrefix();
    int port = reader.number("--http-port", options.httpPort, 0, 65_535);
    Optional<LeaderElection> election = reader.leaderElection();
    WorkerSizes sizes = reader.workerSizes();
    reader.checkLog();
    Optional<TemporalSettings> temporal = reader.temporal();
    RegistryOptions registries =
        new RegistrySettingsReader(options, environment, reader.problems).read();
    Optional<String> overall = reader.maxUnavailableOverall();
    return reader.problems.isEmpty()
        ? new Result.Accepted(
            new OperatorConfiguration(
                kubeconfig,
                prefix,
                port,
                election,
                sizes,
                temporal.orElseThrow(),
                registries,
                overall))
        : new Result.Refused(reader.problems);
  }

  private Optional<Kubeconfig> kubeconfig() {
    if (!options.kubeconfig.isBlank()) {
      return kubeconfig(Path.of(options.kubeconfig));
    }
    // With a pod's token the client knows its cluster by itself.
    if (Files.exists(Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH))) {
      return Optional.empty();
    }
    Path home = Path.of(environment.getOrDefault("HOME", "."), ".kube", "config");
    if (Files.exists(home)) {
      return kubeconfig(home);
    }
    refuse("--kubeconfig", "", "this is no pod, so give the path of your cluster's kubeconfig");
    return Optional.empty();
  }

  private Optional<Kubeconfig> kubeconfig(Path file) {
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      refuse(
          "--kubeconfig",
          file.toString(),
          "no file that can be read: give the path of a kubeconfig");
      return Optional.empty();
    }
    return parsed(file);
  }

  /** What is wrong is told without its content, which may be a secret. */
  private Optional<Kubeconfig> parsed(Path file) {
    try {
      Config content = Config.fromKubeconfig(file.toFile());
      if (content.getCurrentContext() != null) {
        return Optional.of(new Kubeconfig(file, content));
      }
      refuse(
          "--kubeconfig",
          file.toString(),
          "it has no current-context that it also defines: name one of its contexts");
    } catch (RuntimeException _) {
      refuse(
          "--kubeconfig",
          file.toString(),
          "it is no YAML document with clusters, contexts and users: give a kubeconfig");
    }
    return Optional.empty();
  }

  private String clusterPrefix() {
    String prefix = options.clusterPrefix;
    if (!PREFIX.matcher(prefix).matches()) {
      refuse("--cluster-prefix", prefix, "use letters, digits, . _ - and / between them");
    }
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  private Optional<LeaderElection> leaderElection() {
    String wanted = options.leaderElection;
    if (!List.of("true", "false", "auto").contains(wanted)) {
      refuse("--leader-election", wanted, "give true, false or auto");
    }
    Duration lease =
        Duration.ofSeconds(
            number("--lease-duration-seconds", options.leaseDurationSeconds, 3, 3_600));
    if (!NAME.matcher(options.leaseName).matches()) {
      refuse("--lease-name", options.leaseName, "use a-z, 0-9, - and .");
    }
    String namespace = options.podNamespace;
    if ("true".equals(wanted) && namespace.isBlank()) {
      refuse("--pod-namespace", "", "leader election needs the namespace of its Lease");
    }
    if ("false".equals(wanted) || namespace.isBlank()) {
      return Optional.empty();
    }
    String identity = options.podName.isBlank() ? identity() : options.podName;
    return Optional.of(new LeaderElection(namespace, options.leaseName, identity, lease));
  }

  private WorkerSizes workerSizes() {
    return new WorkerSizes(
        number("--worker-steps", options.workerSteps, 1, 10_000),
        number("--worker-waits", options.workerWaits, 1, 100_000),
        number("--worker-cached-workflows", options.workerCachedWorkflows, 1, 100_000));
  }

  private Optional<String> maxUnavailableOverall() {
    String most = options.maxUnavailableOverall;
    if (most.isBlank()) {
      return Optional.empty();
    }
    if (!COUNT_OR_PERCENT.matcher(most).matches()) {
      refuse(
          "--max-unavailable-overall",
          most,
          "give a number of nodes, or a percentage from 0% to 100%");
    }
    return Optional.of(most);
  }

  private void checkLog() {
    if (!LogSettings.FORMATS.contains(options.logFormat)) {
      refuse("--log-format", options.logFormat, "give " + String.join(" or ", LogSettings.FORMATS));
    }
    if (!LogSettings.LEVELS.contains(options.logLevel.toLowerCase(Locale.ROOT))) {
      refuse(
          "--log-level", options.logLevel, "give one of " + String.join(", ", LogSettings.LEVELS));
    }
  }

  /** Empty only where there is a problem. */
  private Optional<TemporalSettings> temporal() {
    int hours = number("--temporal-retention-hours", options.temporalRetentionHours, 0, MOST_HOURS);
    List<ConfigurationProblem> unusable = TemporalVariables.problems(environment);
    problems.addAll(unusable);
    if (!unusable.isEmpty()) {
      return Optional.empty();
    }
    try {
      TemporalSettings settings =
          TemporalSettings.of(
              environment,
              Optional.of(options.temporalApiKeyFile)
                  .filter(file -> !file.isBlank())
                  .map(Path::of));
      return Optional.of(hours == 0 ? settings : settings.withRetention(Duration.ofHours(hours)));
    } catch (IllegalArgumentException refused) {
      problems.add(
          new ConfigurationProblem(
              "TEMPORAL_*",
              TemporalVariables.set(environment),
              refused.getMessage() + "; see docs/reference/configuration.md"));
      return Optional.empty();
    }
  }

  private static String identity() {
    return hostName() + "-" + ProcessHandle.current().pid();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unknown-host";
    }
  }

  private int number(String flag, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Refused below, as a number out of range is.
    }
    refuse(flag, value, "give a whole number from %d to %d".formatted(least, most));
    return least;
  }

  private void refuse(String flag, String value, String mend) {
    problems.add(ConfigurationProblem.of(flag, value, mend));
  }
}
