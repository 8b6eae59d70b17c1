package dev.bootc.rollout.agent.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.agent.log.LineFormat;
import dev.bootc.rollout.agent.plan.Observation.Limits;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the flags, all of them, and makes the configuration of them. */
public final class ConfigurationReader {
  private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  private static final int LONGEST_SECONDS = 7 * 24 * 3600;

  /** The library's own variable, and where a pod's token is without it. */
  private static final String POD_TOKEN = "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN";

  private final Map<String, String> environment;
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  private ConfigurationReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Either a configuration, or everything that is wrong. */
  public sealed interface Result {
    record Accepted(AgentConfiguration configuration) implements Result {}

    record Refused(List<ConfigurationProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * @param environment in which the process runs; tells whether it is a pod
   */
  public static Result read(AgentOptions options, Map<String, String> environment) {
    ConfigurationReader reader = new ConfigurationReader(environment);
    reader.problems.addAll(options.unreadable);
    AgentConfiguration configuration = reader.configuration(options);
    reader.checkLogFormat(options.logFormat);
    return reader.problems.isEmpty()
        ? new Result.Accepted(configuration)
        : new Result.Refused(reader.problems);
  }

  private AgentConfiguration configuration(AgentOptions options) {
    return new AgentConfiguration(
        nodeName(options.nodeName),
        kubeconfig(options.kubeconfig),
        prefix(options.hostCommandPrefix),
        absolute("--host-root", options.hostRoot),
        absolute("--state-directory", options.stateDirectory),
        seconds("--command-deadline-seconds", options.commandDeadlineSeconds),
        new Limits(
            seconds("--staging-deadline-seconds", options.stagingDeadlineSeconds),
            seconds("--reboot-deadline-seconds", options.rebootDeadlineSeconds),
            seconds("--host-poll-seconds", options.hostPollSeconds),
            seconds("--busy-poll-seconds", options.busyPollSeconds)),
        seconds("--retry-delay-seconds", options.retryDelaySeconds),
        Duration.ofSeconds(number("--start-jitter-seconds", options.startJitterSeconds, 0, 3_600)),
        number("--http-port", options.httpPort, 0, 65_535));
  }

  private String nodeName(String text) {
    if (!NODE_NAME.matcher(text).matches()) {
      refuse("--node-name", text, "give the name of this Node, as kubectl get nodes prints it");
    }
    return text;
  }

  private Optional<Kubeconfig> kubeconfig(String text) {
    if (text.isEmpty()) {
      if (!Files.exists(podToken())) {
        refuse("--kubeconfig", "", "this is no pod, so give the path of your cluster's kubeconfig");
      }
      return Optional.empty();
    }
    Path file = Path.of(text);
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      refuse("--kubeconfig", text, "no file that can be read: give the path of a kubeconfig");
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

  /** With it the library knows its cluster by itself. */
  private Path podToken() {
    return Path.of(
        environment.getOrDefault(POD_TOKEN, Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH));
  }

  private List<String> prefix(String text) {
    if (text.isBlank()) {
      refuse("--host-command-prefix", text, "give [] to run commands without a prefix");
      return List.of();
    }
    if (!text.stripLeading().startsWith("[")) {
      return List.of(text.strip().split("\\s+"));
    }
    try {
      return List.of(new JsonMapper().readValue(text, String[].class));
    } catch (JsonProcessingException | NullPointerException malformed) {
      refuse("--host-command-prefix", text, "begins with [ and is no JSON array of strings");
      return List.of();
    }
  }

  private Path absolute(String flag, String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      refuse(flag, text, "give an absolute path");
    }
    return path;
  }

  private Duration seconds(String flag, String text) {
    return Duration.ofSeconds(number(flag, text, 1, LONGEST_SECONDS));
  }

  private int number(String flag, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Refused below, as a number out of range is.
    }
    refuse(flag, text, "give a whole number from %d to %d".formatted(least, most));
    return least;
  }

  private void checkLogFormat(String text) {
    if (LineFormat.of(text).isEmpty()) {
      refuse("--log-format", text, "give plain or json");
    }
  }

  private void refuse(String flag, String value, String mend) {
    problems.add(ConfigurationProblem.of(flag, value, mend));
  }
}
