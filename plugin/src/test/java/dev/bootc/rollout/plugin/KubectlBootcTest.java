package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.text.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How it ends where no cluster is asked. */
class KubectlBootcTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stauts                        | did you mean status?
          why                           | Missing required parameter: 'POOL|NODE'
          wait workers --timeout=5x     | 5x' is no duration: give one such as 90s
          wait workers --for=done       | done' is no phase: give one of Staging, Rolling
          cancel workers                | Missing required option: '--reason=TEXT'
          undo workers                  | Missing required option: '--reason=TEXT'
          skip worker-3                 | (--reason=TEXT | --take-back)
          cancel workers --reason=      | there has to be a reason, as it is what others read: --reason "disk firmware"
          'undo workers --reason=\t'      | there has to be a reason
          'skip worker-3 --reason=\u001b' | there has to be a reason
          status -o yaml                | expected one of [text, json]
          """)
  void shouldSayInOneLineWhatIsNotUnderstood(String arguments, String complaint) {
    // When
    int code = run(arguments.split(" "));

    // Then
    assertThat(code).isEqualTo(ExitCode.WRONG_USAGE.number());
    assertThat(text(errors)).startsWith("kubectl bootc: ").contains(complaint).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                                             |            | there is no kubeconfig at
          no: [kubeconfig                               |            | is no kubeconfig: give one
          just a text                                   |            | is no kubeconfig: give one
          {clusters: [], contexts: [{name: a}]}         |            | has no current-context: choose one of a
          {clusters: [], contexts: [], current-context: b} |         | there is no context b in the kubeconfig; there are: none
          {clusters: [], contexts: [{name: a}], current-context: a} | c | there is no context c in the kubeconfig; there are: a
          """)
  void shouldSayInOneLineWhatIsWrongWithAKubeconfig(
      String content, String context, String complaint) throws IOException {
    // Given
    Path file = folder.resolve("kubeconfig");
    if (content != null) {
      Files.writeString(file, content);
    }

    // When
    int code =
        context == null
            ? run("status", "--kubeconfig", file.toString())
            : run("status", "--kubeconfig", file.toString(), "--context", context);

    // Then
    assertThat(code).isEqualTo(ExitCode.NO_CLUSTER.number());
    assertThat(text(errors)).contains(complaint).hasLineCount(1);
  }

  @Test
  void shouldSayWhoDoesNotAnswer() throws IOException {
    // Given
    Path file = folder.resolve("kubeconfig");
    Files.writeString(
        file,
        """
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: a, context: {cluster: c, user: u}}]
        current-context: a
        """);

    // When
    int code = run("status", "--kubeconfig", file.toString());

    // Then
    assertThat(code).isEqualTo(ExitCode.NO_CLUSTER.number());
    assertThat(text(errors))
        .contains("no answer from the API server at https://127.0.0.1:1/")
        .hasLineCount(1);
  }

  @Test
  void shouldListItsVerbsWhenItIsAskedForHelp() {
    // When
    int code = run("--help");

    // Then
    assertThat(code).isZero();
    assertThat(text(out)).contains("Usage: kubectl bootc").contains("why").contains("undo");
  }

  @Test
  void shouldEndWhenNobodyReadsTheOutputAnyMore() {
    // Given
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int letter) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    PrintStream gone = new PrintStream(closed, false, StandardCharsets.UTF_8);

    // When
    int code =
        KubectlBootc.run(
            new Session(gone, print(errors), Terminal.NONE, Clock.systemUTC()), "__complete", "s");

    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.number());
    assertThat(text(errors)).isEqualTo("kubectl bootc: nobody reads the output any more");
  }

  private int run(String... arguments) {
    return KubectlBootc.run(
        new Session(print(out), print(errors), Terminal.NONE, Clock.systemUTC()), arguments);
  }

  private static PrintStream print(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream written) {
    return written.toString(StandardCharsets.UTF_8).strip();
  }
}
