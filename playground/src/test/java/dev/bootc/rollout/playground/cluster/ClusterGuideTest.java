package dev.bootc.rollout.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.playground.launch.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed and written about the cluster is right for it. */
class ClusterGuideTest {
  private static final int SHORT = "registry.example.com/os/node@sha256:".length() + 4;

  @TempDir private Path folder;

  @Test
  void shouldTellImagesApartByTheirFirstDigits() {
    // When
    String first = ProductCluster.image(0);
    String second = ProductCluster.image(1);

    // Then
    assertThat(first.substring(0, SHORT)).isNotEqualTo(second.substring(0, SHORT));
  }

  @Test
  void shouldNameTheSameImagesInThePages() throws IOException {
    // When
    String pool = read("docs/examples/cluster-pool.yaml");
    String page = read("docs/operations/install.md");

    // Then
    assertThat(pool).contains(ProductCluster.image(0));
    assertThat(page).contains(ProductCluster.image(1));
    assertThat(guide().text()).contains(ProductCluster.image(1));
  }

  @Test
  void shouldPutWhatItPrintsOnThePathThatItPrints() throws IOException {
    // Given
    StateFolder state = new StateFolder(folder.resolve("state"), folder.resolve("data"));
    Path admin = Files.writeString(folder.resolve("admin"), "");
    state.create();

    // When
    state.offer(admin, Checkout.pluginPrograms());

    // Then
    assertThat(new ClusterGuide(state).text())
        .contains("PATH=" + state.programs() + ":$PATH", "kubectl bootc status");
    assertThat(state.programs().resolve("kubectl-bootc")).isExecutable();
    assertThat(state.programs().resolve("kubectl_complete-bootc")).isExecutable();
  }

  private ClusterGuide guide() {
    return new ClusterGuide(new StateFolder(folder, folder));
  }

  private static String read(String page) throws IOException {
    return Files.readString(Checkout.root().resolve(page));
  }
}
