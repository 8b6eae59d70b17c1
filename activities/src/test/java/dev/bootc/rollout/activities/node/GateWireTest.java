package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bootc.rollout.workflows.node.GateAnswer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateWireTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://shop:8080/healthz?token=secret | http://shop:8080/healthz
          http://ann:secret@shop/               | http://shop/
          http://[::1]:80                       | http://[::1]:80
          http://shop/{other}                   | an address that is none
          """)
  void shouldShowAnAddressWithoutWhatIsLongOrSecret(String address, String shown) {
    // Then
    assertThat(GateWire.shown(address)).isEqualTo(shown);
  }

  @Test
  void shouldSayFirstWhyThereIsNoAnswerHoweverLongTheAddressIs() {
    // Given
    String address = "http://127.0.0.1:1/api/v1/query?query=" + "x".repeat(2_000);

    // When
    Throwable failed = catchThrowable(() -> new GateWire().get(address));

    // Then
    assertThat(failed).isInstanceOf(IOException.class);
    assertThat(new GateAnswer.CannotBeAsked(String.valueOf(failed.getMessage())).why())
        .startsWith("no answer: ConnectException")
        .endsWith(" from http://127.0.0.1:1/api/v1/query");
  }
}
