package dev.bootc.rollout.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.StagedImagePolicy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TargetTest {
  private static final String DIGEST = "sha256:" + "b2".repeat(32);
  private static final String IMAGE = "registry.example.com/os/node@" + DIGEST;

  @Test
  void shouldDropTheTagWhenADigestIsGiven() {
    // Given
    BootcNode node = node("registry.example.com/os/node:stable@" + DIGEST);

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(((Target.Wanted) target).reference())
        .isEqualTo("registry.example.com/os/node@" + DIGEST);
  }

  @Test
  void shouldBeNoneWhenTheBootcNodeIsBeingDeleted() {
    // Given
    BootcNode node = node("registry.example.com/os/node@" + DIGEST);
    node.getMetadata().setDeletionTimestamp("2026-11-22T12:00:00Z");

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(target).isEqualTo(new Target.None());
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW_SOFT_REBOOT, , true",
    "REBOOT_ONLY, , false",
    "REBOOT_ONLY, AllowSoftReboot, false",
    "ALLOW_SOFT_REBOOT, RebootOnly, true",
    " , AllowSoftReboot, true",
    " , , false",
  })
  void shouldGoByTheSpecAndByTheAnnotationOnlyWhenTheSpecIsSilent(
      @Nullable RebootPolicy policy, @Nullable String annotation, boolean allowed) {
    // Given
    BootcNode node = new BootcNode();
    node.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.BOOTED, null, null, policy, null));
    node.getMetadata().setAnnotations(Collections.singletonMap(BootcApi.REBOOT_POLICY, annotation));

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(((Target.Wanted) target).softRebootAllowed()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"APPLIED_BY_ANY_REBOOT, true", "LOCKED, false", " , false"})
  void shouldLockTheStagedImageWhenTheSpecDoesNotSayOtherwise(
      @Nullable StagedImagePolicy policy, boolean applied) {
    // Given
    BootcNode node = new BootcNode();
    node.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null, null, policy));

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(((Target.Wanted) target).letsAnyRebootApply()).isEqualTo(applied);
  }

  @Test
  void shouldBeginNothingWhenTheSpecIsNotUnderstood() {
    // Given
    NodeReading reading =
        new NodeReading(new BootcNode(), Optional.of("spec.stagedImage: \"Sometimes\""));

    // When
    Target target = Target.of(reading);

    // Then
    assertThat(target).isEqualTo(new Target.Malformed("spec.stagedImage: \"Sometimes\""));
  }

  @ParameterizedTest
  @CsvSource({"AllowSoftReboot,true", "RebootOnly,false", "allowsoftreboot,false", ",false"})
  void shouldAllowASoftRebootOnlyWhenTheAnnotationSaysExactlySo(String policy, boolean allowed) {
    // Given
    BootcNode node = node("registry.example.com/os/node@" + DIGEST);
    node.getMetadata().setAnnotations(Collections.singletonMap(BootcApi.REBOOT_POLICY, policy));

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(((Target.Wanted) target).softRebootAllowed()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    // slot, approved digest, boot before the approval: believed
    "false, , , false",
    "false, this, boot-2, false",
    "true, , , true",
    "true, this, '', true",
    "true, this, boot-2, true",
    "true, this, boot-1, false",
    "true, another, boot-1, true",
  })
  void shouldBelieveAnApprovalOnlyInASlotAndForTheBootThatItWasGivenFor(
      boolean inSlot, @Nullable String digest, @Nullable String bootId, boolean believed) {
    // Given
    BootcNode node = node("registry.example.com/os/node@" + DIGEST);
    Map<String, String> marks = new HashMap<>();
    if (inSlot) {
      marks.put(BootcApi.IN_REBOOT_SLOT, "");
    }
    if (digest != null) {
      marks.put(BootcApi.APPROVED_DIGEST, digest.equals("this") ? DIGEST : "sha256:" + digest);
    }
    if (bootId != null) {
      marks.put(BootcApi.BOOT_ID_BEFORE, bootId);
    }
    node.getMetadata().setAnnotations(marks);

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(((Target.Wanted) target).proof().doubt("boot-2").isEmpty()).isEqualTo(believed);
  }

  static Stream<String> malformedImages() {
    return Stream.of(
        "",
        "node@" + DIGEST,
        "registry.example.com/os/node:stable",
        "registry.example.com/os/node@sha256:abc",
        "registry.example.com/os/node@" + DIGEST + ";reboot",
        "registry.example.com/os/$(reboot)@" + DIGEST,
        "registry.example.com/os/node@" + DIGEST + "\n",
        "registry.example.com/os/no de@" + DIGEST,
        "--apply@" + DIGEST,
        "-registry.example.com/os/node@" + DIGEST,
        "registry.example.com/" + "a/".repeat(5_000) + "node@" + DIGEST);
  }

  @ParameterizedTest
  @MethodSource("malformedImages")
  void shouldNameTheFieldAndTheMendWhenTheImageIsNoPinnedReference(String image) {
    // Given
    BootcNode node = node(image);

    // When
    Target target = Target.of(NodeReading.of(node));

    // Then
    assertThat(target).isInstanceOf(Target.Malformed.class);
    assertThat(((Target.Malformed) target).message())
        .startsWith("spec.desiredImage")
        .hasSizeLessThan(600);
  }

  private static BootcNode node(String image) {
    BootcNode node = new BootcNode();
    node.setSpec(new BootcNodeSpec(image, DesiredImageState.STAGED, null, null, null, null));
    return node;
  }
}
