package dev.bootc.rollout.workflows.simulation;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Runs in which rare things meet: the seed that brought each planted defect to light, and the one
 * that walked each transition, the last time that all were looked for. A change may make it
 * another's; then it is looked for.
 *
 * @param seeds by the names of the defects and of the transitions
 */
record TellingSeeds(Map<String, Long> seeds) {
  private static final Path FILE = Path.of("src", "test", "resources", "telling-seeds.properties");
  private static final String TRANSITION = "walks_";

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

  /** Those that walked every transition. */
  LongStream ofTransitions() {
    return seeds.keySet().stream()
        .filter(TellingSeeds::isOfATransition)
        .sorted()
        .mapToLong(seeds::get)
        .distinct();
  }

  static void recordDefects(Map<String, Long> found) throws IOException {
    write(found, key -> !isOfATransition(key));
  }

  static void recordTransitions(Map<String, Long> found) throws IOException {
    write(found, TellingSeeds::isOfATransition);
  }

  private static void write(Map<String, Long> found, Predicate<String> replaced)
      throws IOException {
    Map<String, Long> all = new TreeMap<>(RECORDED.seeds());
    all.keySet().removeIf(replaced);
    all.putAll(found);
    Files.writeString(
        FILE,
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  static String key(Transition transition) {
    return TRANSITION + transition.from() + "_" + transition.answer() + "_" + transition.to();
  }

  private static boolean isOfATransition(String key) {
    return key.startsWith(TRANSITION);
  }

  static String key(Defect defect) {
    return defect.name().replace(' ', '_');
  }
}
