package dev.bootc.rollout.testkit.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds what packages say of themselves in their {@code package-info.java}. What each must not know
 * is a row of the table {@code package-sentences.properties}.
 *
 * <p>Violations are: a package that knows what its row denies; one that says what it must not know
 * and has no row; one of the main code that does not say it; a row without a package; a row that
 * denies what does not exist.
 *
 * <p>A row denies packages as ArchUnit names them ({@code io.fabric8..} with those inside it,
 * without the dots one alone), classes ({@code java.time.Clock}) and methods ({@code
 * java.time.Instant#now}). What begins with the name of a module is of this project.
 */
final class PackageSentences {
  private static final String TABLE = "package-sentences.properties";
  private static final Pattern DENIAL =
      Pattern.compile(
          "(?i)\\b(must not|must hold no|must know nothing|knows no|knows nothing|knows of .* only)\\b");

  private final Map<String, List<Denial>> table = new TreeMap<>();
  private final SourceFolders sources;

  private PackageSentences(SourceFolders sources, Properties rows) {
    this.sources = sources;
    rows.stringPropertyNames()
        .forEach(row ->
            table.put(
                row,
                Arrays.stream(rows.getProperty(row).split("\\s+")).map(Denial::parse).toList()));
  }

  static PackageSentences of(SourceFolders sources) {
    try (var stream = PackageSentences.class.getResourceAsStream(TABLE)) {
      Properties rows = new Properties();
      rows.load(stream);
      return new PackageSentences(sources, rows);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static PackageSentences of(SourceFolders sources, String table) {
    try {
      Properties rows = new Properties();
      rows.load(new StringReader(table));
      return new PackageSentences(sources, rows);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * @param main the module's main classes
   * @param tests its test classes: some of their packages have sentences too
   */
  List<String> violations(HouseModule module, JavaClasses main, JavaClasses tests) {
    Map<String, String> ofMain = sources.packageSentences(module, "main");
    Map<String, String> ofTests = sources.packageSentences(module, "test");
    return Stream.of(
            unspoken(ofMain),
            withoutRow(ofMain),
            withoutRow(ofTests),
            withoutPackage(module, ofMain, ofTests),
            known(ofMain, main),
            known(ofTests, tests))
        .flatMap(found -> found)
        .toList();
  }

  private static Stream<String> unspoken(Map<String, String> sentences) {
    return names(sentences, sentence -> !denies(sentence))
        .map(name -> name + " does not say what it must not know");
  }

  private Stream<String> withoutRow(Map<String, String> sentences) {
    return names(sentences, PackageSentences::denies)
        .filter(name -> !table.containsKey(name))
        .map(name -> name + " says what it must not know and has no row in " + TABLE);
  }

  private static Stream<String> names(
      Map<String, String> sentences, Predicate<String> ofSentences) {
    return sentences.entrySet().stream()
        .filter(said -> ofSentences.test(said.getValue()))
        .map(Map.Entry::getKey);
  }

  private Stream<String> withoutPackage(
      HouseModule module, Map<String, String> main, Map<String, String> tests) {
    return table.entrySet().stream()
        .filter(row -> isOf(module, row.getKey()))
        .flatMap(row ->
            main.containsKey(row.getKey()) || tests.containsKey(row.getKey())
                ? row.getValue().stream()
                    .filter(denial -> !denial.exists(sources))
                    .map(denial -> row.getKey() + " denies what does not exist: " + denial)
                : Stream.of(
                    TABLE + " has a row for " + row.getKey() + ", which has no package-info.java"));
  }

  private Stream<String> known(Map<String, String> sentences, JavaClasses classes) {
    return classes.stream()
        .filter(knowing -> sentences.containsKey(relative(knowing.getPackageName())))
        .flatMap(knowing ->
            table.getOrDefault(relative(knowing.getPackageName()), List.of()).stream()
                .filter(denial -> denial.isKnownTo(knowing))
                .map(denial ->
                    relative(knowing.getPackageName())
                        + " must not know "
                        + denial
                        + ", and "
                        + knowing.getSimpleName()
                        + " does"));
  }

  private static boolean denies(String sentence) {
    return DENIAL.matcher(sentence).find();
  }

  private static boolean isOf(HouseModule module, String name) {
    return (name + ".").startsWith(module.folder() + ".");
  }

  private static String relative(String packageName) {
    return packageName.startsWith(SourceFolders.ROOT)
        ? packageName.substring(SourceFolders.ROOT.length())
        : packageName;
  }

  /** What a package must not know: a package, a class, or a method of a class. */
  private record Denial(String text, String name, String method) {
    private static final Pattern CLASS = Pattern.compile(".*\\.[A-Z]\\w*");

    static Denial parse(String text) {
      boolean ours = Arrays.stream(HouseModule.values()).anyMatch(module -> isOf(module, text));
      String[] parts = text.split("#", 2);
      return new Denial(
          text, ours ? SourceFolders.ROOT + parts[0] : parts[0], parts.length == 2 ? parts[1] : "");
    }

    boolean isKnownTo(JavaClass knowing) {
      return method.isEmpty()
          ? knowing.getDirectDependenciesFromSelf().stream()
              .map(dependency -> dependency.getTargetClass().getBaseComponentType())
              .anyMatch(matches())
          : knowing.getAccessesFromSelf().stream().anyMatch(this::isAccess);
    }

    private Predicate<JavaClass> matches() {
      if (isClass()) {
        return known -> known.getName().equals(name) || known.getName().startsWith(name + "$");
      }
      PackageMatcher packages = PackageMatcher.of(name);
      return known -> packages.matches(known.getPackageName());
    }

    private boolean isAccess(JavaAccess<?> access) {
      return access.getTargetOwner().getName().equals(name) && access.getName().equals(method);
    }

    private boolean isClass() {
      return CLASS.matcher(name).matches();
    }

    /** Libraries are believed. */
    boolean exists(SourceFolders sources) {
      return !name.startsWith(SourceFolders.ROOT)
          || (isClass() ? sources.hasClass(name) : sources.hasPackage(name.replace("..", "")));
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
