package dev.bootc.rollout.operator.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The flags as they are written. All are texts, so that the problems of all can be told at once.
 * Each has an environment variable: {@code --http-port} is {@code BOOTC_ROLLOUT_HTTP_PORT}, except
 * those in {@link FlagVariables#STANDARD_VARIABLES}; a flag wins over its variable.
 */
@Command(
    name = "bootc-rollout-operator",
    description = "Rolls bootc images over the nodes of a Kubernetes cluster.",
    sortOptions = false,
    footer = {
      "",
      "Temporal is found by the standard variables: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,"
          + " TEMPORAL_API_KEY, TEMPORAL_TLS_…",
      "Before it is removed for good: bootc-rollout-operator hand-back --help",
      "Each flag --some-flag can be given as the environment variable BOOTC_ROLLOUT_SOME_FLAG."
    })
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
public final class OperatorOptions {
  @Option(
      names = "--kubeconfig",
      defaultValue = "",
      paramLabel = "FILE",
      description = "Cluster to work on. Empty: the pod's own, else ~/.kube/config.")
  String kubeconfig;

  @Option(
      names = "--cluster-prefix",
      defaultValue = "",
      paramLabel = "TEXT",
      description =
          "Put before workflow IDs and task queues, so that several clusters can share a Temporal"
              + " namespace.")
  String clusterPrefix;

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description =
          "Port of /healthz, /readyz and /metrics. 0: any free one. Default: ${DEFAULT-VALUE}")
  String httpPort;

  @Option(
      names = "--leader-election",
      defaultValue = "auto",
      paramLabel = "true|false|auto",
      description =
          "Whether replicas elect one that reconciles. auto: where POD_NAMESPACE is set. Default: ${DEFAULT-VALUE}")
  String leaderElection;

  @Option(
      names = "--lease-name",
      defaultValue = "bootc-rollout-operator",
      paramLabel = "NAME",
      description = "Name of the Lease that replicas compete for. Default: ${DEFAULT-VALUE}")
  String leaseName;

  @Option(
      names = "--lease-duration-seconds",
      defaultValue = "15",
      paramLabel = "N",
      description =
          "After this time a leader that does not renew is replaced. Default: ${DEFAULT-VALUE}")
  String leaseDurationSeconds;

  @Option(
      names = "--pod-name",
      defaultValue = "",
      paramLabel = "NAME",
      description = "Identity of this replica. Empty: host name and process ID.")
  String podName;

  @Option(
      names = "--pod-namespace",
      defaultValue = "",
      paramLabel = "NAMESPACE",
      description = "Namespace of the Lease.")
  String podNamespace;

  @Option(
      names = "--temporal-api-key-file",
      defaultValue = "",
      paramLabel = "FILE",
      description =
          "File with Temporal's API key, read again when it changes. Empty: TEMPORAL_API_KEY.")
  String temporalApiKeyFile;

  @Option(
      names = "--temporal-retention-hours",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "How long the Temporal namespace keeps finished rollouts; it is made where it is missing."
              + " 0: it is not ours to make or change. Default: ${DEFAULT-VALUE}")
  String temporalRetentionHours;

  @Option(
      names = "--worker-steps",
      defaultValue = "50",
      paramLabel = "N",
      description =
          "Short steps that this process carries out at a time. Default: ${DEFAULT-VALUE}")
  String workerSteps;

  @Option(
      names = "--worker-waits",
      defaultValue = "2000",
      paramLabel = "N",
      description =
          "Waits at a time: at least the sum of all pools' maxUnavailable and one for each pool. Default: ${DEFAULT-VALUE}")
  String workerWaits;

  @Option(
      names = "--worker-cached-workflows",
      defaultValue = "600",
      paramLabel = "N",
      description =
          "Workflows kept in memory; others are replayed when they wake. Default: ${DEFAULT-VALUE}")
  String workerCachedWorkflows;

  @Option(
      names = "--tag-resolution-seconds",
      defaultValue = "",
      paramLabel = "N",
      description = "How often a tag is resolved. Empty: by a BootcOperatorConfig, else 300.")
  String tagResolutionSeconds;

  @Option(
      names = "--allow-insecure-registry",
      defaultValue = "",
      paramLabel = "true|false",
      description = "Ask registries without TLS if need be. Empty: by a BootcOperatorConfig.")
  String allowInsecureRegistry;

  @Option(
      names = "--registry-ca-file",
      defaultValue = "",
      paramLabel = "FILE",
      description = "PEM authorities to trust for registries, beside the system's.")
  String registryCaFile;

  @Option(
      names = "--registry-mirrors",
      defaultValue = "",
      paramLabel = "HOST=MIRROR[/PATH],…",
      description = "Registries that are asked what a tag means in place of others.")
  String registryMirrors;

  @Option(
      names = "--max-unavailable-overall",
      defaultValue = "",
      paramLabel = "N|N%",
      description =
          "Most nodes of all pools together that may be unavailable. Empty: each pool's own limit.")
  String maxUnavailableOverall;

  @Option(
      names = "--log-format",
      defaultValue = "plain",
      paramLabel = "plain|json",
      description =
          "One line of text, or one JSON object, for each event. Default: ${DEFAULT-VALUE}")
  String logFormat;

  @Option(
      names = "--log-level",
      defaultValue = "info",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace. Default: ${DEFAULT-VALUE}")
  String logLevel;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  /** What picocli itself objects to, beside the values that {@link ConfigurationReader} checks. */
  final List<ConfigurationProblem> unreadable = new ArrayList<>();

  public static OperatorOptions parse(Map<String, String> environment, String... arguments) {
    OperatorOptions options = new OperatorOptions();
    CommandLine line = commandLine(options, environment);
    CommandLine.ParseResult parsed = line.parseArgs(arguments);
    for (String unknown : parsed.unmatched()) {
      options.unreadable.add(
          new ConfigurationProblem("argument", unknown, "unknown; --help lists the flags"));
    }
    for (Exception wrong : parsed.errors()) {
      options.unreadable.add(
          new ConfigurationProblem(
              "arguments", String.join(" ", arguments), String.valueOf(wrong.getMessage())));
    }
    return options;
  }

  /** What {@code --help} prints; empty where nobody asks for it. */
  public Optional<String> usage() {
    return help
        ? Optional.of(new CommandLine(new OperatorOptions()).getUsageMessage())
        : Optional.empty();
  }

  /** How to log, from before anything is checked; what cannot be used is refused later. */
  public LogSettings log() {
    return new LogSettings(LogSettings.FORMATS.contains(logFormat) ? logFormat : "plain", logLevel);
  }

  /** The port, where what is said is a number; to tell of other problems there. */
  public int httpPortOr(int otherwise) {
    return httpPort.matches("[0-9]{1,4}|[1-5][0-9]{4}") ? Integer.parseInt(httpPort) : otherwise;
  }

  /** A command line that takes from the environment what no flag says. */
  private static CommandLine commandLine(OperatorOptions options, Map<String, String> environment) {
    CommandLine line = new CommandLine(options);
    line.getCommandSpec().parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    return line.setDefaultValueProvider(argument -> FlagVariables.valueOf(argument, environment));
  }

  /** Flags by name with their defaults: what the reference documents. */
  static Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    for (OptionSpec option : new CommandLine(new OperatorOptions()).getCommandSpec().options()) {
      if (!option.usageHelp()) {
        defaults.put(option.longestName(), option.defaultValue());
      }
    }
    return defaults;
  }
}
