package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/find-java}, with installations that are made up. */
class FindJavaTest {
  @TempDir Path directory;

  @Test
  void shouldTakeTheNamedInstallationWhenItIsNewEnough() throws Exception {
    // Given
    Path named = installation("named", "25.0.3");

    // When
    Answer answer = find(Map.of("BOOTC_ROLLOUT_JAVA_HOME", named.toString()));

    // Then
    assertThat(answer).isEqualTo(new Answer(0, named.resolve("bin/java") + "\n"));
  }

  @Test
  void shouldRefuseAndNotLookElsewhereWhenTheNamedInstallationIsTooOld() throws Exception {
    // Given
    Path named = installation("old", "17.0.12");

    // When
    Answer answer = find(Map.of("BOOTC_ROLLOUT_JAVA_HOME", named.toString()));

    // Then
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.output()).contains(named.toString()).contains("Java 17").contains("unset it");
  }

  @Test
  void shouldPassOverAnOldJavaHomeWhenANewOneIsInAUsualFolder() throws Exception {
    // Given
    Path old = installation("old", "1.8.0_402");
    Path usual = installation("home/.sdkman/candidates/java/99-tem", "99");

    // When
    Answer answer =
        find(
            Map.of(
                "JAVA_HOME", old.toString(),
                "HOME", directory.resolve("home").toString(),
                "PATH", "/usr/bin:/bin"));

    // Then
    assertThat(answer.code()).isZero();
    assertThat(answer.output()).endsWith("/bin/java\n").doesNotContain(old.toString());
    assertThat(usual).exists();
  }

  private Path installation(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static Answer find(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(AgentScene.launcher().resolveSibling("find-java").toString())
            .redirectErrorStream(true);
    builder.environment().remove("BOOTC_ROLLOUT_JAVA_HOME");
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), output);
  }

  private record Answer(int code, String output) {}
}
