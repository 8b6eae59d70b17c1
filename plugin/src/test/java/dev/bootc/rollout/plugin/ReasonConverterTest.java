package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ReasonConverterTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\u001b", " \u00a0\n"})
  void shouldRefuseAReasonWhenNobodyCouldReadIt(String reason) {
    // Given
    ReasonConverter converter = new ReasonConverter();

    // When // Then
    assertThatThrownBy(() -> converter.convert(reason))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("there has to be a reason");
  }
}
