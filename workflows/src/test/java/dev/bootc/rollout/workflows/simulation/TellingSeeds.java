package dev.bootc.rollout.workflows.simulation;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Runs in which rare things meet: the seed that brought each planted defect to light the last time
 * that all were looked for. A change may make it another's; then it is looked for.
 *
 * @param seeds by the names of the defects
 */
record TellingSeeds(Map<String, Long> seeds) {
  private static final Path FILE = Path.of("src", "test", "resources", "telling-seeds.properties");

  static final TellingSeeds RECORDED = read();

  private static TellingSeeds read() {
    Properties lines = new Properties();
    try (Reader file = Files.newBufferedReader(FILE)) {
      lines.load(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new TellingSeeds(
        lines.stringPropertyNames().stream()
            .collect(
                Collectors.toMap(name -> name, name -> Long.valueOf(lines.getProperty(name)))));
  }

  /** In the order of the names, so that every run has them in the same. */
  LongStream all() {
    return new TreeMap<>(seeds).values().stream().mapToLong(Long::longValue).distinct();
  }

  /** None where the defect is new. */
  LongStream of(Defect defect) {
    Long seed = seeds.get(key(defect));
    return seed == null ? LongStream.empty() : LongStream.of(seed);
  }

  void write() throws IOException {
    Files.writeString(
        FILE,
        new TreeMap<>(seeds)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                .collect(Collectors.joining()));
  }

  static String key(Defect defect) {
    return defect.name().replace(' ', '_');
  }
}
