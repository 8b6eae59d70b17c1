package dev.bootc.rollout.testkit.binaries;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An installed binary, taken when its minor version is the one we are tested with. */
record BinaryOnPath(Map<String, String> environment) implements BinarySource {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  BinaryOnPath {
    environment = Map.copyOf(environment);
  }

  @Override
  public Attempt find(Server server) throws IOException, InterruptedException {
    Optional<Path> installed = locate(server.binaryName());
    if (installed.isEmpty()) {
      return new Missed("PATH: no " + server.binaryName());
    }
    Path binary = installed.get();
    CommandRun answer = versionAnswer(server, binary);
    if (fits(server, answer.output())) {
      return new Found(binary);
    }
    return new Missed("PATH: " + binary + " is not version " + minor(server) + ".x");
  }

  Optional<Path> locate(String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }

  private static CommandRun versionAnswer(Server server, Path binary) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(server.versionCommand());
    try {
      return CommandRun.of(new ProcessBuilder(command), ANSWERS_WITHIN);
    } catch (IOException cannotRun) {
      return new CommandRun(-1, String.valueOf(cannotRun.getMessage()));
    }
  }

  private static boolean fits(Server server, String answer) {
    return Pattern.compile("(?<![\\d.-])v?" + Pattern.quote(minor(server)) + "\\.\\d")
        .matcher(answer)
        .find();
  }

  private static String minor(Server server) {
    return server.version().substring(0, server.version().lastIndexOf('.'));
  }
}
