package dev.bootc.rollout.testkit.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBinariesTest {

  private static final String OTHER_VERSION = "echo Kubernetes v1.30.0";

  private final List<String> progress = new ArrayList<>();
  @TempDir private Path machine;

  @Test
  void shouldTakeTheNamedBinaryWhenTheEnvironmentNamesOne() throws Exception {
    // Given
    Path own = program("own/apiserver", OTHER_VERSION);
    ServerBinaries binaries = binaries(Map.of("BOOTC_ROLLOUT_KUBE_APISERVER", own.toString()));

    // When
    Path binary = binaries.binary(Server.KUBE_APISERVER);

    // Then
    assertThat(binary).isEqualTo(own);
  }

  @Test
  void shouldRefuseWhenTheNamedBinaryDoesNotExist() {
    // Given
    ServerBinaries binaries =
        binaries(Map.of("BOOTC_ROLLOUT_ETCD", machine.resolve("absent").toString()));

    // When, Then
    assertThatThrownBy(() -> binaries.binary(Server.ETCD))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContaining("BOOTC_ROLLOUT_ETCD names");
  }

  @Test
  void shouldTakeTheInstalledBinaryWhenItsMinorVersionFits() throws Exception {
    // Given
    Path installed = program("bin/kube-apiserver", "echo Kubernetes v1.37.0");
    ServerBinaries binaries = binaries(Map.of("PATH", machine.resolve("bin").toString()));

    // When
    Path binary = binaries.binary(Server.KUBE_APISERVER);

    // Then
    assertThat(binary).isEqualTo(installed);
  }

  @Test
  void shouldBuildAllServersOfTheProjectWhenOnlyGoIsInstalled() throws Exception {
    // Given
    Files.createDirectories(cache().directory().resolve(".kubernetes-left-by-a-killed-build"));
    program("bin/kube-apiserver", OTHER_VERSION);
    program(
        "bin/go",
        """
        test -f go.mod && test -f go.sum || exit 1
        mkdir out
        for package in "$@"; do
          case $package in k8s.io/*) echo built > out/${package##*/} ;; esac
        done
        """);
    ServerBinaries binaries = binaries(Map.of("PATH", machine.resolve("bin") + ":/usr/bin:/bin"));

    // When
    Path binary = binaries.binary(Server.KUBE_APISERVER);

    // Then
    assertThat(binary).isEqualTo(cache().path(Server.KUBE_APISERVER)).isExecutable();
    assertThat(cache().path(Server.KUBECTL)).isExecutable();
    assertThat(progress).singleElement().asString().contains("kubernetes 1.37.2", "5 minutes");
    assertThat(workFolders()).isEmpty();
  }

  @Test
  void shouldListAllItTriedWhenNothingWorks() throws Exception {
    // Given
    program("bin/go", "echo go: go.mod requires go 1.26.0; exit 1");
    ServerBinaries binaries = binaries(Map.of("PATH", machine.resolve("bin").toString()));

    // When, Then
    assertThatThrownBy(() -> binaries.binary(Server.TEMPORAL))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContainingAll(
            "temporal 1.9.1 is needed",
            "BOOTC_ROLLOUT_TEMPORAL: not set",
            "cache: no ",
            "PATH: no temporal",
            "download: switched off by BOOTC_ROLLOUT_DOWNLOADS",
            "go.mod requires go 1.26.0",
            "install Go 1.26.8");
    assertThat(workFolders()).isEmpty();
  }

  private ServerBinaries binaries(Map<String, String> environment) {
    Map<String, String> offline = new HashMap<>(environment);
    offline.put("BOOTC_ROLLOUT_DOWNLOADS", "off");
    offline.put("XDG_CACHE_HOME", machine.resolve("cache").toString());
    return ServerBinaries.of(offline, progress::add);
  }

  private ServerCache cache() {
    return ServerCache.ofUser(Map.of("XDG_CACHE_HOME", machine.resolve("cache").toString()));
  }

  private List<Path> workFolders() throws IOException {
    try (Stream<Path> entries = Files.list(cache().directory())) {
      return entries
          .filter(
              entry -> Files.isDirectory(entry) && entry.getFileName().toString().startsWith("."))
          .toList();
    }
  }

  private Path program(String path, String script) throws IOException {
    Path file = machine.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
