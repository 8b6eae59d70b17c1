package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.ImageRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MirrorsTest {
  private static final Mirrors MIRRORS =
      Mirrors.parse("docker.io=mirror:5000/hub, quay.io=mirror:5000 ,localhost:1=[::1]:2,");

  @ParameterizedTest
  @CsvSource({
    "docker.io/fedora:1,                  https://mirror:5000/v2/hub/library/fedora/manifests/1",
    "index.docker.io/os/node:1,           https://mirror:5000/v2/hub/os/node/manifests/1",
    "quay.io/fedora/fedora-bootc:1,       https://mirror:5000/v2/fedora/fedora-bootc/manifests/1",
    "localhost:1/os/node:1,               https://[::1]:2/v2/os/node/manifests/1",
    "localhost:2/os/node:1,               https://localhost:2/v2/os/node/manifests/1",
    "registry.quay.io/os/node:1,          https://registry.quay.io/v2/os/node/manifests/1"
  })
  void shouldBeAskedForWhereTheMirrorOfItsHostHasIt(String ref, String address) {
    // When
    Destination destination = MIRRORS.of((ImageRef.Tagged) ImageRef.parse(ref));

    // Then
    assertThat(RegistryAddress.manifest("https", destination.at())).hasToString(address);
    assertThat(destination.ref()).hasToString(ref);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quay.io",
        "quay.io=",
        "=mirror:5000",
        "quay.io=a.example=b.example",
        "quay.io/fedora=mirror:5000",
        "quay.io=https://mirror:5000",
        "quay.io=mirror:5000/Hub",
        "quay.io=mirror:5000/hub:1",
        "quay.io=ann:secret@mirror:5000",
        "quay.io=mirror:5000/",
        "quay.io=mirror:1;docker.io=mirror:1"
      })
  void shouldNameTheEntryAndTheMendWhenItIsNoMirror(String entry) {
    assertThatThrownBy(() -> Mirrors.parse("docker.io=mirror:5000," + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\": write host=mirror-host or host=mirror-host/path, without https://", entry);
  }

  @Test
  void shouldRefuseASecondMirrorOfOneHostAlsoUnderItsOtherName() {
    assertThatThrownBy(() -> Mirrors.parse("docker.io=mirror:1,index.docker.io=mirror:2"))
        .hasMessageContaining("index.docker.io has a mirror already: name one");
  }
}
