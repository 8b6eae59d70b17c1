package dev.bootc.rollout.operator.handback;

import dev.bootc.rollout.operator.nodepool.HandBack;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The verb and its flags. */
@Command(
    name = "bootc-rollout-operator hand-back",
    description =
        "Stops the operator and gives back what it holds: slots, approvals, cordons, node labels,"
            + " finalizers of pools. Pools and BootcNodes stay. The chart runs it before it is"
            + " uninstalled.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
public final class HandBackCommand {
  /** The word that stands before the flags. */
  public static final String VERB = "hand-back";

  private static final Logger LOG = LoggerFactory.getLogger(HandBackCommand.class);

  private static final int FAILED = 1;
  private static final int WRONG_FLAGS = 2;
  private static final int ANSWER_WITHIN_MILLIS = 10_000;

  @Option(
      names = "--kubeconfig",
      defaultValue = "",
      paramLabel = "FILE",
      description = "Cluster to work on. Empty: the pod's own, else ~/.kube/config.")
  String kubeconfig;

  @Option(
      names = "--namespace",
      defaultValue = "",
      paramLabel = "NAMESPACE",
      description = "Of the operator's Deployment.")
  String namespace;

  @Option(
      names = "--deployment",
      defaultValue = "",
      paramLabel = "NAME",
      description = "The operator's, which is scaled to 0. Empty: no operator runs any more.")
  String deployment;

  @Option(
      names = "--timeout-seconds",
      defaultValue = "200",
      paramLabel = "N",
      description = "After this time it gives up. Default: ${DEFAULT-VALUE}")
  long timeoutSeconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  private HandBackCommand() {}

  /** Does it, and returns the exit code. */
  public static int run(String[] flags, PrintStream out, PrintStream errors)
      throws InterruptedException {
    HandBackCommand command = new HandBackCommand();
    CommandLine line = new CommandLine(command);
    try {
      line.parseArgs(flags);
    } catch (ParameterException wrong) {
      errors.println("bootc-rollout-operator hand-back: " + wrong.getMessage());
      return WRONG_FLAGS;
    }
    if (command.help) {
      out.print(line.getUsageMessage());
      return 0;
    }
    Optional<Config> config = command.config();
    if (config.isEmpty()) {
      errors.println(
          "bootc-rollout-operator hand-back: --kubeconfig "
              + command.kubeconfig
              + " is no kubeconfig that can be read: give the path of one");
      return WRONG_FLAGS;
    }
    return command.giveBack(config.get(), errors);
  }

  /**
   * Until all is done: agents write meanwhile, so that some patches are of a state that has passed,
   * and an API server that has just started refuses what it allows a moment later.
   */
  private int giveBack(Config config, PrintStream errors) throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(timeoutSeconds));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      RunningOperator operator = new RunningOperator(client, namespace, deployment);
      HandBack handBack = new HandBack(client, Clock.systemUTC());
      List<String> left = pass(operator, handBack);
      while (!left.isEmpty() && deadline.isAhead()) {
        LOG.atWarn().addKeyValue("left", left).log("not all is given back yet");
        deadline.pause();
        left = pass(operator, handBack);
      }
      return told(left, errors);
    }
  }

  /** What is left to do; a running operator would take again what is given back. */
  private static List<String> pass(RunningOperator operator, HandBack handBack) {
    try {
      List<String> running = operator.stop();
      return running.isEmpty() ? handBack.pass() : running;
    } catch (KubernetesClientException refused) {
      return List.of("the API server refuses or is away: " + refused.getMessage());
    }
  }

  private static int told(List<String> left, PrintStream errors) {
    if (left.isEmpty()) {
      return 0;
    }
    errors.println("not everything could be given back:");
    left.forEach(each -> errors.println("  " + each));
    errors.println(
        "mend that and uninstall again; or take the product up again: helm upgrade, with the same"
            + " chart and values");
    return FAILED;
  }

  /** Empty where it cannot be read; why is not told, since its content may be a secret. */
  private Optional<Config> config() {
    if (kubeconfig.isEmpty()) {
      return Optional.of(ours(Config.autoConfigure(null)));
    }
    try {
      File file = new File(kubeconfig);
      return file.isFile() ? Optional.of(ours(Config.fromKubeconfig(file))) : Optional.empty();
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  private static Config ours(Config config) {
    config.setUserAgent("bootc-rollout-hand-back");
    config.setRequestTimeout(ANSWER_WITHIN_MILLIS);
    return config;
  }
}
