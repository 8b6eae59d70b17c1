package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChallengeTest {
  private static final String PULL = "scope=repository%3Aos%2Fnode%3Apull";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Bearer realm="https://t.example.com/token",service="r",scope="repository:os/node:pull" | https://t.example.com/token?PULL&service=r
          bearer scope="repository:os/node:pull", service="a b", realm="https://t.example.com/token" | https://t.example.com/token?PULL&service=a+b
          Bearer realm="https://t.example.com/openshift/token" | https://t.example.com/openshift/token?PULL
          Bearer realm="https://t.example.com/token?a=b",service=r | https://t.example.com/token?a=b&PULL&service=r
          """)
  void shouldAskForATokenWhereTheRegistrySays(String header, String tokens) {
    assertThat(Challenge.of(List.of(header), "os/node"))
        .hasValue(new Challenge.Bearer(URI.create(tokens.replace("PULL", PULL))));
  }

  @Test
  void shouldShowThePasswordWhenTheRegistryWantsIt() {
    assertThat(Challenge.of(List.of("Negotiate", "Basic realm=\"Registry Realm\""), "os/node"))
        .hasValue(new Challenge.Basic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Negotiate",
        "Bearer",
        "Bearer service=\"r\"",
        "Bearer realm=\"not an address\"",
        "\"\""
      })
  void shouldShowNothingWhenNobodySaysWhat(String header) {
    assertThat(Challenge.of(List.of(header), "os/node")).isEmpty();
  }
}
