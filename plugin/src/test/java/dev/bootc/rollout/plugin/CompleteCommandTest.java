package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.text.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where no cluster is asked. */
class CompleteCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wait --for Pau           | Paused :4
          wait workers --through W | WaitingForApproval :4
          status -o j              | json :4
          pause --reason work      | :4
          wait --timeout 1         | :4
          pause --re               | --reason :4
          resu                     | resume :4
          why --kubeconfig=/nowhere pool/w | :4
          """)
  void shouldOfferWhatFitsWhereTheCursorIs(String typed, String offered) {
    // Given
    List<String> words = new ArrayList<>(List.of("__complete", "--"));
    words.addAll(List.of(typed.split(" ")));
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

    // When
    int code =
        KubectlBootc.run(
            new Session(print, print, Terminal.NONE, Clock.systemUTC()),
            words.toArray(String[]::new));

    // Then
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).strip().replace("\n", " ")).isEqualTo(offered);
  }
}
