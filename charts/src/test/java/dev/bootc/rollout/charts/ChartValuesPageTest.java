package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.chart.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of the chart's values is made of values.yaml: {@code -Dupdate.golden=true} writes
 * its tables anew.
 */
class ChartValuesPageTest {
  private static final Path CHART = Chart.ofThisCheckout().folder();
  private static final Path PAGE =
      CHART.resolve("../../docs/reference/chart-values.md").normalize();
  private static final String BEGIN = "<!-- values of the chart, written by a test -->\n";
  private static final String END = "<!-- end of the values -->\n";

  @Test
  void shouldSayOfEveryValueWhatItIsFor() throws IOException {
    // Given
    ChartValues values = ChartValues.read(CHART.resolve("values.yaml"));

    // When // Then
    assertThat(values.unexplained()).isEmpty();
  }

  @Test
  void shouldHaveEveryValueWithItsDefaultAndMeaning() throws IOException {
    // Given
    String tables = ChartValues.read(CHART.resolve("values.yaml")).tables();
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();

    // When
    if (Boolean.getBoolean("update.golden")) {
      page = page.substring(0, begin) + tables + page.substring(page.indexOf(END));
      Files.writeString(PAGE, page);
    }

    // Then
    assertThat(page.substring(begin, page.indexOf(END))).isEqualTo(tables);
  }
}
