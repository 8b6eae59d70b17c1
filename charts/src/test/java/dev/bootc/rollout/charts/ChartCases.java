package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values that the chart is tested with: files {@code in-<case>.yaml} beside this class. */
final class ChartCases {
  static final String[] NAMES = {
    "default", "bare", "external-temporal", "postgres", "everything", "openshift"
  };

  private static final Path FOLDER =
      Path.of("src", "test", "resources", "dev", "bootc", "rollout", "charts");

  private ChartCases() {}

  static Path values(String name) {
    return FOLDER.resolve("in-" + name + ".yaml");
  }

  static Path golden(String file) {
    return FOLDER.resolve(file);
  }

  /** Without the definitions, which are generated and have a golden file of their own. */
  static String renderWithoutDefinitions(String name) {
    return Stream.of(render(name).split("(?m)^(?=---$)"))
        .filter(document -> !document.contains("kind: CustomResourceDefinition"))
        .collect(Collectors.joining());
  }

  private static String render(String name) {
    return Chart.ofThisCheckout()
        .render(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.of(values(name)));
  }

  static List<HasMetadata> objects(String name) {
    return Chart.ofThisCheckout()
        .objects(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.of(values(name)));
  }

  /** Rewrites the file instead with {@code -Dupdate.golden=true}. */
  static void assertEqualsGolden(String actual, Path golden) throws IOException {
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden));
  }
}
