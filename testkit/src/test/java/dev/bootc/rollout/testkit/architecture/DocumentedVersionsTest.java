package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares what pages say of versions and of the chart with the files that decide it. It is
 * followed by a comment that names the file and the key in it, which no reader of the page sees:
 *
 * <pre>{@code Kubernetes 1.37.2<!-- server KUBE_APISERVER -->}</pre>
 */
final class DocumentedVersionsTest {
  private static final int AT_LEAST = 20;
  private static final SourceFolders SOURCES = SourceFolders.ofThisCheckout();
  private static final Path CHART = SOURCES.modules().resolve("charts/bootc-rollout");
  private static final Pattern SAID =
      Pattern.compile("([^\\s|`(]+)`?<!-- (Chart.yaml|values.yaml|pom.xml|server) (\\S+) -->");
  private static final String OLDEST_KUBERNETES = ">=([0-9]+\\.[0-9]+)\\.0-0";

  /**
   * One such place.
   *
   * @param text what the page says
   */
  private record Said(Path page, String file, String key, String text) {
    static Stream<Said> on(Path page) {
      Path name = SOURCES.modules().relativize(page);
      return SAID.matcher(read(page))
          .results()
          .map(match -> new Said(name, match.group(2), match.group(3), match.group(1)));
    }

    /** The same with what the file says. */
    Said asInItsFile() {
      return new Said(page, file, key, inItsFile());
    }

    private String inItsFile() {
      return switch (file) {
        case "server" -> Server.valueOf(key).version();
        case "pom.xml" ->
            only("<%1$s>([^<]+)</%1$s>".formatted(key), SOURCES.modules().resolve(file));
        case "Chart.yaml" -> only(OLDEST_KUBERNETES, CHART.resolve(file));
        default -> inYaml(CHART.resolve(file), key);
      };
    }
  }

  @Test
  void shouldSayTheVersionsAndValuesThatTheFilesHave() {
    // Given
    List<Said> said = SOURCES.pages().stream().flatMap(Said::on).toList();

    // When
    List<Said> inTheFiles = said.stream().map(Said::asInItsFile).toList();

    // Then
    assertThat(said).hasSizeGreaterThanOrEqualTo(AT_LEAST).isEqualTo(inTheFiles);
  }

  private static String only(String pattern, Path file) {
    Matcher found = Pattern.compile(pattern).matcher(read(file));
    assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
    return found.group(1);
  }

  private static String inYaml(Path file, String key) {
    @Nullable Object value = new KubernetesSerialization().unmarshal(read(file), Map.class);
    for (String part : key.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return String.valueOf(value);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
