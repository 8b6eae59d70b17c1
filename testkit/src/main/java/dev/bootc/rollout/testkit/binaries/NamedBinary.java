package dev.bootc.rollout.testkit.binaries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The binary that the user names in an environment variable, of whatever version. */
record NamedBinary(Map<String, String> environment) implements BinarySource {

  NamedBinary {
    environment = Map.copyOf(environment);
  }

  @Override
  public Attempt find(Server server) {
    String variable = server.environmentVariable();
    String named = environment.getOrDefault(variable, "");
    if (named.isEmpty()) {
      return new Missed(variable + ": not set");
    }
    Path binary = Path.of(named).toAbsolutePath();
    if (!Files.isExecutable(binary) || Files.isDirectory(binary)) {
      // An explicit wish that cannot be met: silently taking another binary would be the worst
      // answer.
      throw new ServerUnavailableException(
          variable + " names " + binary + ", which is not an executable file");
    }
    return new Found(binary);
  }
}
