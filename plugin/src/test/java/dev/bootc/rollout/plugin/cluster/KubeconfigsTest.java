package dev.bootc.rollout.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {
  private static final String KUBECONFIG =
      """
      clusters: [{name: c, cluster: {server: "https://api.example.com:6443"}}]
      users: [{name: u, user: {%s}}]
      contexts: [{name: a, context: {cluster: c, user: u}}]
      current-context: a
      """;

  @TempDir private Path folder;

  @Test
  void shouldActAsWhomTheKubeconfigSays() throws IOException {
    // Given
    Path file =
        kubeconfig("token: t, as: ann, as-groups: [ops, night], as-user-extra: {why: [drill]}");

    // When
    Config config = new ConfigBuilder(Kubeconfigs.read(file.toString(), "")).build();

    // Then
    assertThat(config.getMasterUrl()).isEqualTo("https://api.example.com:6443/");
    assertThat(config.getImpersonateUsername()).isEqualTo("ann");
    assertThat(config.getImpersonateGroups()).containsExactly("ops", "night");
    assertThat(config.getImpersonateExtras()).containsEntry("why", List.of("drill"));
    assertThat(config.getOauthToken()).isEqualTo("t");
  }

  @Test
  void shouldActAsWhomTheKubeconfigSaysAlsoWhereTheLibraryReadsTheRest() throws IOException {
    // Given
    Path file = kubeconfig("username: u, password: p, as: ann");

    // When
    Config config = Kubeconfigs.read(file.toString(), "");

    // Then
    assertThat(config.getUsername()).isEqualTo("u");
    assertThat(config.getImpersonateUsername()).isEqualTo("ann");
  }

  @Test
  void shouldReadTheTokenOfItsFileEachTime() throws IOException {
    // Given
    Path token = Files.writeString(folder.resolve("token"), "first\n");
    Path file = kubeconfig("token: old, tokenFile: token");
    Config config = new ConfigBuilder(Kubeconfigs.read(file.toString(), "")).build();

    // When
    Files.writeString(token, "second\n");

    // Then
    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("second");
    Path missing = kubeconfig("tokenFile: nowhere");
    assertThatThrownBy(() -> Kubeconfigs.read(missing.toString(), ""))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void shouldRefuseWhatItCannotSend() throws IOException {
    // Given
    Path file = kubeconfig("as: ann, as-uid: \"4711\"");

    // When // Then
    assertThatThrownBy(() -> Kubeconfigs.read(file.toString(), ""))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("as-uid");
  }

  @Test
  void shouldReadWhatAShellHandsOverAsAFile() throws Exception {
    // Given
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
        .isTrue();
    Process writer =
        new ProcessBuilder(
                "sh", "-c", "cat > " + pipe + " <<'E'\n" + KUBECONFIG.formatted("token: t") + "E")
            .start();

    // When
    Config config = Kubeconfigs.read(pipe.toString(), "");

    // Then
    assertThat(config.getOauthToken()).isEqualTo("t");
    assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private Path kubeconfig(String user) throws IOException {
    return Files.writeString(folder.resolve("kubeconfig"), KUBECONFIG.formatted(user));
  }
}
