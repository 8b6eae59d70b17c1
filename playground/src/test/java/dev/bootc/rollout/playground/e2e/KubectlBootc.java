package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a person types: {@code kubectl bootc …}, as kubectl starts it. */
final class KubectlBootc {
  private static final Path LAUNCHER = Path.of("..", "bin", "kubectl-bootc").toAbsolutePath();

  private final Path kubeconfig;

  KubectlBootc(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * What came of it.
   *
   * @param said what it printed, what went wrong included
   */
  record Said(int code, String said) {}

  Said say(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
      return new Said(process.exitValue(), said.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }
}
