package dev.bootc.rollout.playground.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A container of an image, run by runc as the chart has it run: as the user that the image names,
 * on a read-only root file system with a small {@code /tmp}. It shares the host's network.
 *
 * @param command what follows the image's entry point; or, if it begins with a slash, replaces it
 * @param environment beside the image's own
 * @param files files of this machine that it sees, each with its path inside
 * @param privileged with capabilities, and among the host's processes
 */
record Container(
    BuiltImage image,
    List<String> command,
    Map<String, String> environment,
    Map<Path, String> files,
    int mebibytes,
    boolean privileged) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Those of a privileged pod that reaching a host's namespaces takes. */
  private static final List<String> PRIVILEGES =
      List.of("CAP_SYS_ADMIN", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_KILL");

  /** Why none can be run here, with the mend. */
  static Optional<String> obstacle() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("running images needs root");
    }
    return Stream.of("/usr/sbin/runc", "/usr/bin/runc")
            .anyMatch(runc -> Files.isExecutable(Path.of(runc)))
        ? Optional.empty()
        : Optional.of("runc is missing: apt-get install runc");
  }

  /** Runs it until it ends by itself. */
  CommandRun toItsEnd(Path folder) throws IOException, InterruptedException {
    return CommandRun.of(runc(folder), PATIENCE);
  }

  /** Starts it; whoever does that has to close it. */
  RunningContainer start(Path folder) throws IOException {
    Path log = folder.resolve("container.log");
    Process process = runc(folder).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new RunningContainer(process, log);
  }

  private ProcessBuilder runc(Path folder) throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle-" + UUID.randomUUID()));
    JSON.writeValue(bundle.resolve("config.json").toFile(), configuration());
    return new ProcessBuilder(
        "runc",
        "--root=" + folder.resolve("runc"),
        "run",
        "--bundle=" + bundle,
        bundle.getFileName().toString());
  }

  private Map<String, Object> configuration() {
    String[] user = image.run().get("User").asText().split(":");
    List<String> capabilities = privileged ? PRIVILEGES : List.of();
    return Map.of(
        "ociVersion",
        "1.0.2",
        "root",
        Map.of("path", image.root().toString(), "readonly", true),
        "process",
        Map.of(
            "user",
            Map.of("uid", Integer.valueOf(user[0]), "gid", Integer.valueOf(user[1])),
            "args",
            arguments(),
            "env",
            environmentVariables(),
            "cwd",
            image.run().get("WorkingDir").asText(),
            "noNewPrivileges",
            !privileged,
            "capabilities",
            Map.of("bounding", capabilities, "effective", capabilities, "permitted", capabilities)),
        "mounts",
        mounts(),
        "linux",
        Map.of(
            "namespaces",
            namespaces(),
            "resources",
            Map.of("memory", Map.of("limit", mebibytes * 1024L * 1024L))));
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (command.isEmpty() || !command.getFirst().startsWith("/")) {
      image.run().get("Entrypoint").forEach(word -> arguments.add(word.asText()));
    }
    arguments.addAll(command);
    return arguments;
  }

  private List<String> environmentVariables() {
    List<String> variables = new ArrayList<>();
    for (JsonNode variable : image.run().get("Env")) {
      variables.add(variable.asText());
    }
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    return variables;
  }

  private List<Map<String, Object>> mounts() {
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")));
    mounts.add(mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "mode=755", "size=64k")));
    mounts.add(mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")));
    mounts.add(
        mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "ro")));
    mounts.add(mount("/tmp", "tmpfs", "tmpfs", List.of("nosuid", "mode=1777", "size=64m")));
    files.forEach((file, inside) ->
        mounts.add(mount(inside, "bind", file.toString(), List.of("bind", "ro"))));
    return mounts;
  }

  private static Map<String, Object> mount(
      String where, String type, String source, List<String> options) {
    return Map.of("destination", where, "type", type, "source", source, "options", options);
  }

  private List<Map<String, String>> namespaces() {
    Stream<String> types =
        privileged ? Stream.of("mount", "ipc", "uts") : Stream.of("mount", "ipc", "uts", "pid");
    return types.map(type -> Map.of("type", type)).toList();
  }
}
