package dev.bootc.rollout.testkit.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders the chart in a JVM of its own: {@code RenderMain RELEASE NAMESPACE [VALUES]}. Helm is a
 * Go library, and Go takes the signals of the process that loads it: that JVM is deaf to Ctrl-C and
 * {@code kill} from then on, and its shutdown hooks never run.
 */
final class RenderMain {

  private RenderMain() {}

  public static void main(String[] arguments) {
    Optional<Path> values =
        arguments.length > 2 ? Optional.of(Path.of(arguments[2])) : Optional.empty();
    byte[] manifests =
        Chart.ofThisCheckout()
            .render(arguments[0], arguments[1], values)
            .getBytes(StandardCharsets.UTF_8);
    System.out.write(manifests, 0, manifests.length);
    System.out.flush();
  }

  /**
   * As {@link Chart#render}, by {@link #main} in a child.
   *
   * @throws IllegalStateException where the child fails, which then has said why on its stderr
   */
  static String inOwnProcess(String release, String namespace, Optional<Path> values) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RenderMain.class.getName(),
                release,
                namespace));
    values.ifPresent(file -> command.add(file.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      String manifests =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.onExit().join().exitValue();
      if (code != 0) {
        throw new IllegalStateException("rendering the chart ended with exit code " + code);
      }
      return manifests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
