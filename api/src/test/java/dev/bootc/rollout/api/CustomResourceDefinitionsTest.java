package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart carries the definitions that the records say; {@code -Dupdate.golden=true} rewrites
 * them.
 */
class CustomResourceDefinitionsTest {
  private static final Path CHART = Path.of("..", "charts", "bootc-rollout", "definitions");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootcnodepools.node.bootc.dev",
        "bootcnodes.node.bootc.dev",
        "bootcoperatorconfigs.node.bootc.dev"
      })
  void shouldCarryTheDefinitionOfTheRecordsWhenTheChartIsInstalled(
      String name, @TempDir Path generated) throws IOException {
    // Given
    new CRDGenerator()
        .customResourceClasses(BootcNodePool.class, BootcNode.class, BootcOperatorConfig.class)
        .withPostProcessor(
            new ContractCompletion(
                Map.of(
                    "BootcNodePool",
                    BootcNodePool.class,
                    "BootcNode",
                    BootcNode.class,
                    "BootcOperatorConfig",
                    BootcOperatorConfig.class)))
        .inOutputDir(generated.toFile())
        .generate();

    // When
    String definition = Files.readString(generated.resolve(name + "-v1.yml"));

    // Then
    Path golden = CHART.resolve(name + ".yaml");
    if (Boolean.getBoolean("update.golden")) {
      Files.createDirectories(CHART);
      Files.writeString(golden, definition);
    }
    assertThat(definition).isEqualTo(Files.readString(golden));
  }
}
