package dev.bootc.rollout.agent.bootc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.BootcStatus.NotBooted;
import dev.bootc.rollout.agent.bootc.BootcStatus.Unreadable;
import dev.bootc.rollout.agent.bootc.BootcStatus.Usable;
import dev.bootc.rollout.api.ImageInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootcStatusParserTest {
  private static final String NONE = "-";

  @ParameterizedTest
  @CsvSource({
    // document, booted, staged, rollback, locked, rollbackQueued, incompatible, backend
    "01-freshly-booted, a1, -, -, false, false, false, OSTREE",
    "02-staged, a1, b2, -, false, false, false, OSTREE",
    "03-staged-download-only, a1, b2, -, true, false, false, OSTREE",
    "04-staged-multiarch-list-pin, a1, b2, -, false, false, false, OSTREE",
    "05-after-reboot-with-rollback, b2, -, a1, false, false, false, OSTREE",
    "06-rollback-queued, b2, -, a1, false, true, false, OSTREE",
    "07-staging-failed, a1, -, -, false, false, false, OSTREE",
    "08-booted-with-cached-update, a1, -, -, false, false, false, OSTREE",
    "09-incompatible-booted, -, -, -, false, false, true, OSTREE",
    "10-incompatible-staged, a1, -, -, false, false, false, OSTREE",
    "11-composefs-booted, a1, -, -, false, false, false, COMPOSEFS",
    "12-composefs-staged, a1, b2, -, true, false, false, COMPOSEFS",
    "14-signature-enforced, a1, -, -, false, false, false, OSTREE",
    "15-pinned-other-and-overlay, a1, -, b2, false, false, false, OSTREE",
    "16-local-oci-booted, a1, -, -, false, false, false, OSTREE",
    "17-sha512-digest-booted, d4, -, -, false, false, false, OSTREE",
    "18-storage-rollback-tag-and-digest, a1, -, 77, false, false, false, OSTREE",
    "19-first-v1alpha1, a1, -, -, false, false, false, OSTREE",
    "20-rpm-ostree-origin, -, -, -, false, false, false, OSTREE",
    "21-v2-unknown-shapes, a1, b2, -, true, false, false, OSTREE",
    "22-rollback-without-digest, a1, -, 09, false, false, false, OSTREE",
  })
  void shouldReadTheDeploymentsWhenTheHostBootedAnImage(
      String document,
      String booted,
      String staged,
      String rollback,
      boolean locked,
      boolean rollbackQueued,
      boolean incompatible,
      HostImages.Backend backend) {
    // Given
    String output = document(document);

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(reading).isInstanceOf(Usable.class);
    HostImages images = ((Usable) reading).images();
    assertThat(shortDigest(images.booted())).isEqualTo(booted);
    assertThat(shortDigest(images.stagedImage())).isEqualTo(staged);
    assertThat(shortDigest(images.rollback())).isEqualTo(rollback);
    assertThat(images.isLocked()).isEqualTo(locked);
    assertThat(images.rollbackQueued()).isEqualTo(rollbackQueued);
    assertThat(images.incompatible()).isEqualTo(incompatible);
    assertThat(images.backend()).isEqualTo(backend);
  }

  @Test
  void shouldFindTheStagedImageByItsPinWhenTheDigestIsThatOfTheArchitecture() {
    // Given
    String pin = "registry.example.com/os/node@sha256:" + "1f".repeat(32);

    // When
    BootcStatus reading = BootcStatusParser.parse(document("04-staged-multiarch-list-pin"));

    // Then
    assertThat(((Usable) reading).images().isStaged(pin)).isTrue();
  }

  @Test
  void shouldKeepWhatTheContractReportsWhenTheImageHasIt() {
    // Given
    String output = document("02-staged");

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().stagedImage())
        .isEqualTo(
            new ImageInfo(
                "registry.example.com/os/node@sha256:" + "b2".repeat(32),
                "sha256:" + "b2".repeat(32),
                "44.20260815.0",
                "2026-08-15T06:00:00Z",
                "amd64",
                false,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "01-freshly-booted, NOT_ENFORCED",
    "14-signature-enforced, CONTAINER_POLICY",
    "18-storage-rollback-tag-and-digest, CONTAINER_POLICY",
  })
  void shouldSayWhetherTheHostInsistsOnSignatures(
      String document, HostImages.Verification verification) {
    // Given
    String output = document(document);

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().verification()).isEqualTo(verification);
  }

  @Test
  void shouldSeeTheKeysOfAnOstreeRemoteWhenTheSignatureIsAnObject() {
    // Given
    String output =
        document("14-signature-enforced")
            .replace("\"containerPolicy\"", "{\"ostreeRemote\":\"corp\"}");

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().verification())
        .isEqualTo(HostImages.Verification.OSTREE_REMOTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10-incompatible-staged", "20-rpm-ostree-origin"})
  void shouldSeeThatSomethingIsStagedWhenBootcDoesNotNameIt(String document) {
    // Given
    String output = document(document);

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().isStagedUnnamed()).isTrue();
  }

  @Test
  void shouldGoByThePinWhenTheBootedImageHasNoDigestOfItsOwn() {
    // Given
    String digest = "sha256:" + "a1".repeat(32);
    String output =
        document("01-freshly-booted")
            .replace("\"imageDigest\":\"" + digest + "\"", "\"imageDigest\":null");

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().isBooted("registry.example.com/os/node@" + digest))
        .isTrue();
  }

  @Test
  void shouldLeaveOutWhatTheApiServerWouldRefuseWhenItIsOddOrHuge() {
    // Given
    String output =
        document("02-staged")
            .replace("2026-08-15T06:00:00Z", "yesterday")
            .replace("44.20260815.0", "x".repeat(300_000));

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    ImageInfo staged = Objects.requireNonNull(((Usable) reading).images().stagedImage());
    assertThat(staged.timestamp()).isNull();
    assertThat(staged.version()).isNull();
  }

  @Test
  void shouldNotReportADigestThatIsHuge() {
    // Given
    String output =
        document("05-after-reboot-with-rollback")
            .replace("sha256:" + "a1".repeat(32), "sha256:" + "a1".repeat(150_000));

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Usable) reading).images().rollback()).isNull();
    assertThat(((Usable) reading).images().booted()).isNotNull();
  }

  @Test
  void shouldHintAtAWrapperWhenSomethingIsPrintedBeforeTheDocument() {
    // Given
    String output = "note: this host is hardened\n" + document("01-freshly-booted");

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(((Unreadable) reading).message()).contains("is bootc a wrapper on this host?");
  }

  @Test
  void shouldSayThatTheHostIsNoBootcSystemWhenNothingIsBooted() {
    // Given
    String output = document("13-not-a-bootc-host");

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertThat(reading)
        .isInstanceOfSatisfying(
            NotBooted.class,
            none -> assertThat(none.message()).contains("not booted from a bootc image"));
  }

  @Test
  void shouldTellYamlFromJsonWhenAnOldBootcIgnoresTheFormat() {
    // Given
    String output =
        "apiVersion: org.containers.bootc/v1\nkind: BootcHost\nstatus:\n  booted: null\n";

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertUnreadable(reading, "bootc status printed YAML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "3",
        "{}",
        "{\"kind\":\"BootcHost\"}",
        "{\"kind\":\"Pod\",\"status\":{}}",
        "{\"kind\":\"BootcHost\",\"status\":{\"booted\":{\"image\":{\"imageDigest\":\"sha256:0\"}}}}",
        "{\"kind\":\"BootcHost\",\"status\":{\"booted\":{\"image\":{\"image\":{\"image\":\"a\"}}}}}",
        "{\"kind\":\"BootcHost\",\"status\":{\"booted\":7}}",
        "error: something",
      })
  void shouldCallItMalformedWhenItIsNoStatus(String output) {
    // Given the output

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertUnreadable(reading, "bootc status cannot be read: ");
  }

  @Test
  void shouldSaySoWhenNothingIsPrinted() {
    // Given
    String output = " \n";

    // When
    BootcStatus reading = BootcStatusParser.parse(output);

    // Then
    assertUnreadable(reading, "bootc status printed nothing");
  }

  @Test
  void shouldRefuseEveryTruncatedDocument() {
    // Given
    String whole = document("02-staged");

    for (int length = 1; length < whole.length(); length++) {
      // When
      BootcStatus reading = BootcStatusParser.parse(whole.substring(0, length));

      // Then
      assertUnreadable(reading, "the output of bootc status ends early");
    }
  }

  @Test
  void shouldNeverInventTheImageWhenBytesAreChanged() {
    // Given
    String whole = document("01-freshly-booted");
    String other = "registry.example.com/os/node@sha256:" + "b2".repeat(32);
    Random random = new Random(20261122);

    for (int run = 0; run < 5_000; run++) {
      // When
      BootcStatus reading = BootcStatusParser.parse(damaged(whole, random));

      // Then
      boolean claims = reading instanceof Usable usable && usable.images().isBooted(other);
      assertThat(claims).isFalse();
    }
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      damaged.setCharAt(random.nextInt(damaged.length()), (char) (32 + random.nextInt(95)));
    }
    return damaged.toString();
  }

  private static void assertUnreadable(BootcStatus reading, String beginning) {
    assertThat(reading)
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.message()).startsWith(beginning));
  }

  private static String shortDigest(@Nullable ImageInfo image) {
    return image == null ? NONE : image.imageDigest().substring("sha256:".length()).substring(0, 2);
  }

  private static String document(String name) {
    String path = "/bootc-status/" + name + ".json";
    try (InputStream stream =
        Objects.requireNonNull(BootcStatusParserTest.class.getResourceAsStream(path), path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
