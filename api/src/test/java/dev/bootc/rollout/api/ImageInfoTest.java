package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageInfoTest {
  private static final String NAME = "registry.example.com/os/node";

  /** Digests are written as one digit here. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the digests are equal,                               @1,     1, @1, true",
    "bootc was given a tag and the digests are equal,     :1.2,   1, @1, true",
    "the pin is an index and bootc reports the manifest,  @1,     2, @1, true",
    "the pin has a tag too,                               :1.2@1, 2, @1, true",
    "the desired reference has a tag too,                 @1,     2, :1.2@1, true",
    "pin and digest are others,                           @2,     2, @1, false",
    "bootc was given a tag and runs another,              :1.2,   2, @1, false",
    "the desired reference is no pin,                     :1.2,   1, :1.2, false",
  })
  void shouldBeTheDesiredImageOrNotWhen(
      String situation, String booted, String digest, String desired, boolean same) {
    // Given
    ImageInfo info = info(NAME + expand(booted), "sha256:" + digest.repeat(64));
    // When
    boolean is = info.is(NAME + expand(desired));
    // Then
    assertThat(is).as(situation).isEqualTo(same);
  }

  @Test
  void shouldBeTheDesiredImageWhenItWasPulledFromAMirror() {
    // Given
    ImageInfo info = info(NAME + expand("@1"), "sha256:" + "1".repeat(64));
    // When
    boolean is = info.is("mirror.example.com/os/node" + expand("@1"));
    // Then
    assertThat(is).isTrue();
  }

  private static String expand(String reference) {
    int at = reference.indexOf('@');
    return at < 0
        ? reference
        : reference.substring(0, at + 1) + "sha256:" + reference.substring(at + 1).repeat(64);
  }

  private static ImageInfo info(String image, String digest) {
    return new ImageInfo(image, digest, null, null, null, null, null);
  }
}
