package dev.bootc.rollout.plugin.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final String PODS =
      """
      {"items":[{"metadata":{"namespace":"system","name":"operator-0"},
      "spec":{"containers":[{"name":"main"}]},
      "status":{"containerStatuses":[{"name":"main","restartCount":1}]}}]}
      """;
  private static final String LOG =
      "/api/v1/namespaces/system/pods/operator-0/log?container=main&tailLines=5000";

  @TempDir private Path folder;

  @Test
  void shouldWriteWhatCanBeReadAndNameTheRest() throws IOException {
    // Given
    Map<String, String> cluster =
        Map.of(
            "/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dbootc-rollout",
            PODS,
            "/apis/node.bootc.dev/v1alpha1/bootcnodepools",
            "{\"items\":[]}",
            LOG,
            "started with token=hunter2",
            LOG + "&previous=true",
            "fell over");

    // When
    List<String> told = Bundle.write(path -> Optional.ofNullable(cluster.get(path)), folder);

    // Then
    assertThat(told)
        .contains(
            "4 files in " + folder,
            "not there, or not allowed: /apis/node.bootc.dev/v1alpha1/bootcnodes");
    assertThat(folder.resolve("pools.json")).exists();
    assertThat(folder.resolve("logs/system.operator-0.main.log"))
        .content()
        .startsWith("started with ")
        .doesNotContain("hunter2");
    assertThat(folder.resolve("logs/system.operator-0.main.previous.log")).hasContent("fell over");
  }
}
