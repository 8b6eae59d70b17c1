package dev.bootc.rollout.operator.handback;

import dev.bootc.rollout.operator.nodepool.HandBack;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
      defaultValue = "120",
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
    return command.giveBack(errors);
  }

  private int giveBack(PrintStream errors) throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(timeoutSeconds));
    try (KubernetesClient client = client()) {
      RunningOperator operator = new RunningOperator(client, namespace, deployment);
      if (!deployment.isEmpty() && !operator.stop(deadline)) {
        errors.println(
            "the operator does not stop: pods of deployment "
                + deployment
                + " are still there, and would take again what is given back");
        return FAILED;
      }
      return giveBack(new HandBack(client, Clock.systemUTC()), deadline, errors);
    } catch (KubernetesClientException refused) {
      errors.println("the API server refuses or is away: " + refused.getMessage());
      return FAILED;
    }
  }

  /** Agents write meanwhile, so that some patches are of a state that has passed. */
  private static int giveBack(HandBack handBack, Deadline deadline, PrintStream errors)
      throws InterruptedException {
    List<String> left = handBack.pass();
    while (!left.isEmpty() && deadline.isAhead()) {
      LOG.atWarn().addKeyValue("left", left).log("not all is given back yet");
      deadline.pause();
      left = handBack.pass();
    }
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

  private KubernetesClient client() {
    Config config =
        kubeconfig.isEmpty()
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(new File(kubeconfig));
    config.setUserAgent("bootc-rollout-hand-back");
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(config)
                .withRequestTimeout(ANSWER_WITHIN_MILLIS)
                // Where the API server is away for a while: the Job's own end is what ends this.
                .withRequestRetryBackoffLimit(Math.clamp(timeoutSeconds, 1, 1_000))
                .build())
        .build();
  }
}
