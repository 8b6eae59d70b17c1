package dev.bootc.rollout.agent.settings;

import dev.bootc.rollout.agent.log.LineFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The flags as they are written. All are texts, so that the problems of all can be told at once.
 * Each flag {@code --some-flag} has the environment variable {@code BOOTC_ROLLOUT_SOME_FLAG},
 * except those in {@link #STANDARD_VARIABLES}; a flag wins over its variable.
 */
@Command(
    name = "bootc-rollout-agent",
    sortOptions = false,
    description =
        "Brings this node to the image of its BootcNode. Each flag --some-flag can be given as the environment variable BOOTC_ROLLOUT_SOME_FLAG.")
public final class AgentOptions {
  static final Map<String, String> STANDARD_VARIABLES =
      Map.of("--node-name", "NODE_NAME", "--kubeconfig", "KUBECONFIG");

  /** Leaves the container for the host's namespaces with an environment that bootc works in. */
  static final String DEFAULT_PREFIX =
      "nsenter -t 1 -m -p -C -- /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8";

  @Option(
      names = "--node-name",
      paramLabel = "NAME",
      description = "Name of this Node (variable NODE_NAME). Required.")
  String nodeName = "";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "How to reach the API server (variable KUBECONFIG). Default: the pod's service account.")
  String kubeconfig = "";

  @Option(
      names = "--host-command-prefix",
      paramLabel = "ARGV",
      description =
          "What is put in front of every host command: words split at white space, or a JSON array of strings; [] for nothing. Default: ${DEFAULT-VALUE}",
      defaultValue = DEFAULT_PREFIX)
  String hostCommandPrefix = DEFAULT_PREFIX;

  @Option(
      names = "--host-root",
      paramLabel = "DIRECTORY",
      description = "The host's root directory as seen from here. Default: ${DEFAULT-VALUE}",
      defaultValue = "/proc/1/root")
  String hostRoot = "/proc/1/root";

  @Option(
      names = "--state-directory",
      paramLabel = "DIRECTORY",
      description =
          "Where the agent remembers its attempts; must survive a reboot of the host. Default: ${DEFAULT-VALUE}",
      defaultValue = "/var/lib/bootc-rollout-agent")
  String stateDirectory = "/var/lib/bootc-rollout-agent";

  @Option(
      names = "--command-deadline-seconds",
      paramLabel = "N",
      description =
          "Deadline of host commands that end quickly; bootc status beyond it means that the host is busy. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  String commandDeadlineSeconds = "20";

  @Option(
      names = "--staging-deadline-seconds",
      paramLabel = "N",
      description =
          "Staging that takes longer is stopped and counts as failed. Default: ${DEFAULT-VALUE}",
      defaultValue = "3600")
  String stagingDeadlineSeconds = "3600";

  @Option(
      names = "--reboot-deadline-seconds",
      paramLabel = "N",
      description =
          "A reboot that did not happen within this time is reported. Default: ${DEFAULT-VALUE}",
      defaultValue = "900")
  String rebootDeadlineSeconds = "900";

  @Option(
      names = "--host-poll-seconds",
      paramLabel = "N",
      description = "How often an idle host is looked at. Default: ${DEFAULT-VALUE}",
      defaultValue = "300")
  String hostPollSeconds = "300";

  @Option(
      names = "--busy-poll-seconds",
      paramLabel = "N",
      description = "How often a busy or unusable host is looked at. Default: ${DEFAULT-VALUE}",
      defaultValue = "15")
  String busyPollSeconds = "15";

  @Option(
      names = "--retry-delay-seconds",
      paramLabel = "N",
      description =
          "Pause after a first failure; doubled after each further one, up to 10 minutes. Default: ${DEFAULT-VALUE}",
      defaultValue = "10")
  String retryDelaySeconds = "10";

  @Option(
      names = "--start-jitter-seconds",
      paramLabel = "N",
      description =
          "The API server is first asked after a random part of this time, so that many agents that start together do not ask at once. Default: ${DEFAULT-VALUE}",
      defaultValue = "0")
  String startJitterSeconds = "0";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of /healthz and /readyz; 0 takes a free one. Default: ${DEFAULT-VALUE}",
      defaultValue = "8081")
  String httpPort = "8081";

  @Option(
      names = "--log-format",
      paramLabel = "plain|json",
      description = "Default: ${DEFAULT-VALUE}",
      defaultValue = "plain")
  String logFormat = "plain";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  /** What picocli itself objects to, beside the values that {@link ConfigurationReader} checks. */
  final List<ConfigurationProblem> unreadable = new ArrayList<>();

  /** The port, where what is said is a number; to tell of other problems there. */
  public int httpPortOr(int otherwise) {
    return httpPort.matches("[0-9]{1,4}|[1-5][0-9]{4}") ? Integer.parseInt(httpPort) : otherwise;
  }

  public static AgentOptions parse(Map<String, String> environment, String... arguments) {
    AgentOptions options = new AgentOptions();
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
        ? Optional.of(new CommandLine(new AgentOptions()).getUsageMessage())
        : Optional.empty();
  }

  /** How to log, from before anything is checked; a format that is none is refused later. */
  public LineFormat logFormat() {
    return LineFormat.of(logFormat).orElse(LineFormat.PLAIN);
  }

  private static CommandLine commandLine(AgentOptions options, Map<String, String> environment) {
    CommandLine line = new CommandLine(options);
    line.getCommandSpec().parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    return line.setDefaultValueProvider(argument ->
        argument instanceof CommandLine.Model.OptionSpec option
            ? environment.get(variable(option.longestName()))
            : null);
  }

  static String variable(String flag) {
    String name = flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    return STANDARD_VARIABLES.getOrDefault(flag, "BOOTC_ROLLOUT_" + name);
  }
}
