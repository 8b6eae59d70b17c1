package dev.bootc.rollout.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sources of the modules, for rules that class files cannot tell.
 *
 * @param modules the folder that holds the modules' folders
 */
record SourceFolders(Path modules) {
  /** In front of every package of this project. */
  static final String ROOT = "dev.bootc.rollout.";

  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

  /** As seen from the folder of a module, in which its tests run. */
  static SourceFolders ofThisCheckout() {
    Path modules = Path.of("..").toAbsolutePath().normalize();
    if (!Files.isRegularFile(modules.resolve("api/pom.xml"))) {
      throw new AssertionError("no modules in " + modules + ": tests run in a module's folder");
    }
    return new SourceFolders(modules);
  }

  /**
   * What the packages say of themselves, by their names without {@link #ROOT}.
   *
   * @param part {@code main} or {@code test}
   */
  Map<String, String> packageSentences(HouseModule module, String part) {
    Path folder = folder(module, part);
    Map<String, String> sentences = new TreeMap<>();
    files(folder)
        .filter(file -> file.endsWith("package-info.java"))
        .forEach(file -> {
          String name = folder.relativize(file.getParent()).toString().replace('/', '.');
          sentences.put(name.substring(ROOT.length()), sentence(file));
        });
    return sentences;
  }

  List<Path> mainFiles(HouseModule module) {
    return files(folder(module, "main")).filter(file -> file.toString().endsWith(".java")).toList();
  }

  List<Path> testFiles(HouseModule module) {
    return files(folder(module, "test")).filter(file -> file.toString().endsWith(".java")).toList();
  }

  /** The pages that are written for readers: those on top, and all of {@code docs}. */
  List<Path> pages() {
    try (Stream<Path> top = Files.list(modules);
        Stream<Path> docs = Files.walk(modules.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** In the main code of whichever module. */
  List<Path> filesNamed(String name) {
    return Arrays.stream(HouseModule.values())
        .flatMap(module -> mainFiles(module).stream())
        .filter(file -> file.endsWith(name))
        .toList();
  }

  boolean hasClass(String name) {
    return anywhere(name.replace('.', '/') + ".java").anyMatch(Files::isRegularFile);
  }

  boolean hasPackage(String name) {
    return anywhere(name.replace('.', '/')).anyMatch(Files::isDirectory);
  }

  private Stream<Path> anywhere(String file) {
    return Arrays.stream(HouseModule.values())
        .flatMap(
            module -> Stream.of("main", "test").map(part -> folder(module, part).resolve(file)));
  }

  private Path folder(HouseModule module, String part) {
    return modules.resolve(module.folder()).resolve("src").resolve(part).resolve("java");
  }

  private static Stream<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String sentence(Path packageInfo) {
    try {
      Matcher javadoc = JAVADOC.matcher(Files.readString(packageInfo));
      return javadoc.find() ? javadoc.group(1).replaceAll("\\s*\\n \\*\\s*", " ").strip() : "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
