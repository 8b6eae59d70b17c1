package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.bootc.HostImages.Backend;
import dev.bootc.rollout.agent.bootc.HostImages.Verification;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.StagedImagePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An observation to start from: the host runs image A, nothing is staged, B is wanted. */
record Situation(
    Target target,
    UnitState unit,
    HostReading host,
    PowerState power,
    Credentials credentials,
    Surroundings surroundings,
    Memory memory,
    Optional<String> memoryProblem) {
  static final String A = "registry.example.com/os/node@sha256:" + "a1".repeat(32);
  static final String B = "registry.example.com/os/node@sha256:" + "b2".repeat(32);
  static final String C = "registry.example.com/os/node@sha256:" + "c3".repeat(32);
  static final String BOOT = "boot-2";
  static final String EARLIER_BOOT = "boot-1";
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final Observation.Limits LIMITS =
      new Observation.Limits(
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofMinutes(5),
          Duration.ofSeconds(15));

  static Situation wanting(String image) {
    return new Situation(
        target(image, false),
        new UnitState.Stopped(),
        new HostReading.Usable(images(A, null)),
        PowerState.UP,
        Credentials.NONE,
        Surroundings.QUIET,
        Memory.EMPTY,
        Optional.empty());
  }

  Situation approved() {
    return with(
        switch (target) {
          case Target.Wanted wanted ->
              new Target.Wanted(
                  wanted.image(),
                  true,
                  wanted.softRebootAllowed(),
                  wanted.stagedImage(),
                  wanted.proof());
          case Target.None none -> none;
          case Target.Malformed malformed -> malformed;
        });
  }

  Situation allowingSoftReboot() {
    return with(
        switch (target) {
          case Target.Wanted wanted ->
              new Target.Wanted(
                  wanted.image(), wanted.approved(), true, wanted.stagedImage(), wanted.proof());
          case Target.None none -> none;
          case Target.Malformed malformed -> malformed;
        });
  }

  /** As the pool has it whose nodes are rebooted by others. */
  Situation appliedByAnyReboot() {
    return with(
        switch (target) {
          case Target.Wanted wanted ->
              new Target.Wanted(
                  wanted.image(),
                  wanted.approved(),
                  wanted.softRebootAllowed(),
                  StagedImagePolicy.APPLIED_BY_ANY_REBOOT,
                  wanted.proof());
          case Target.None none -> none;
          case Target.Malformed malformed -> malformed;
        });
  }

  /** What stands beside the approval is something else. */
  Situation proven(ApprovalProof proof) {
    return with(
        switch (target) {
          case Target.Wanted wanted ->
              new Target.Wanted(
                  wanted.image(),
                  wanted.approved(),
                  wanted.softRebootAllowed(),
                  wanted.stagedImage(),
                  proof);
          case Target.None none -> none;
          case Target.Malformed malformed -> malformed;
        });
  }

  Situation with(Target changed) {
    return new Situation(
        changed, unit, host, power, credentials, surroundings, memory, memoryProblem);
  }

  Situation with(UnitState changed) {
    return new Situation(
        target, changed, host, power, credentials, surroundings, memory, memoryProblem);
  }

  Situation with(HostReading changed) {
    return new Situation(
        target, unit, changed, power, credentials, surroundings, memory, memoryProblem);
  }

  Situation with(HostImages changed) {
    return with(new HostReading.Usable(changed));
  }

  Situation with(PowerState changed) {
    return new Situation(
        target, unit, host, changed, credentials, surroundings, memory, memoryProblem);
  }

  Situation with(Credentials changed) {
    return new Situation(target, unit, host, power, changed, surroundings, memory, memoryProblem);
  }

  Situation with(Surroundings changed) {
    return new Situation(target, unit, host, power, credentials, changed, memory, memoryProblem);
  }

  Situation with(Memory changed) {
    return new Situation(
        target, unit, host, power, credentials, surroundings, changed, memoryProblem);
  }

  Situation withMemoryProblem(String problem) {
    return new Situation(
        target, unit, host, power, credentials, surroundings, memory, Optional.of(problem));
  }

  Decision decide() {
    return UpdatePlanner.decide(
        new Observation(
            target,
            unit,
            host,
            power,
            BOOT,
            credentials,
            surroundings,
            memory,
            memoryProblem,
            LIMITS,
            NOW));
  }

  static Target target(String image, boolean approved) {
    return new Target.Wanted(
        (ImageRef.Pinned) ImageRef.parse(image),
        approved,
        false,
        StagedImagePolicy.LOCKED,
        new ApprovalProof(true, BOOT));
  }

  static HostImages images(@Nullable String booted, @Nullable String staged) {
    return new HostImages(
        info(booted),
        staged(staged),
        null,
        false,
        false,
        false,
        Backend.OSTREE,
        Verification.NOT_ENFORCED);
  }

  static HostImages locked(String booted, String staged) {
    ImageInfo image = Objects.requireNonNull(info(staged));
    return withStaged(
        booted,
        new HostImages.Staged(image, true, null, false, Verification.NOT_ENFORCED),
        Backend.OSTREE);
  }

  static HostImages capableOfSoftReboot(String booted, String staged, Backend backend) {
    ImageInfo capable =
        new ImageInfo(
            staged, staged.substring(staged.indexOf('@') + 1), null, null, "amd64", true, false);
    return withStaged(
        booted,
        new HostImages.Staged(capable, false, null, false, Verification.NOT_ENFORCED),
        backend);
  }

  private static HostImages withStaged(String booted, HostImages.Staged staged, Backend backend) {
    return new HostImages(
        info(booted), staged, null, false, false, false, backend, Verification.NOT_ENFORCED);
  }

  static HostImages.@Nullable Staged staged(@Nullable String image) {
    ImageInfo info = info(image);
    return info == null
        ? null
        : new HostImages.Staged(info, false, null, false, Verification.NOT_ENFORCED);
  }

  static @Nullable ImageInfo info(@Nullable String image) {
    return image == null
        ? null
        : new ImageInfo(
            image, image.substring(image.indexOf('@') + 1), null, null, "amd64", false, false);
  }

  static Memory.Staging begun(String image, Duration ago) {
    return new Memory.Staging(image, BOOT, NOW.minus(ago), "cursor");
  }

  static Memory.Reboot attempt(String image, String boot, Duration ago, boolean issued) {
    return new Memory.Reboot(image, boot, NOW.minus(ago), issued, null);
  }
}
