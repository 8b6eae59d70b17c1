package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiesTest {
  private static final URI REGISTRY = URI.create("https://registry.example.com:5000/v2/");

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://proxy:3128",
    "https_proxy, proxy:3128",
    "HTTPS_PROXY, http://proxy:3128/"
  })
  void shouldGoThroughTheProxyWhenThereIsOne(String variable, String value) {
    assertThat(Proxies.of(Map.of(variable, value)).of(REGISTRY))
        .hasValue(InetSocketAddress.createUnresolved("proxy", 3128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example.com",
        ".example.com",
        "example.com",
        "*.example.com",
        "*",
        "a, REGISTRY.example.com",
        "registry.example.com:5000"
      })
  void shouldGoDirectlyWhenTheHostIsExcepted(String excepted) {
    assertThat(Proxies.of(Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", excepted)).of(REGISTRY))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ample.com", "other.example.com", "registry.example.com:443", "", ","})
  void shouldGoThroughTheProxyWhenAnotherHostIsExcepted(String excepted) {
    assertThat(Proxies.of(Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", excepted)).of(REGISTRY))
        .isPresent();
  }

  @Test
  void shouldGoDirectlyWhenNothingIsSaid() {
    assertThat(Proxies.of(Map.of())).isEqualTo(Proxies.NONE);
    assertThat(Proxies.of(Map.of("HTTP_PROXY", "proxy:1")).of(REGISTRY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://ann:secret@proxy:1", "socks5://proxy", "http://", "a secret"})
  void shouldNameTheVariableWithoutItsValueWhenItIsNoProxy(String value) {
    assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }
}
