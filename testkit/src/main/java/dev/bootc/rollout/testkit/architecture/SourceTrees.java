package dev.bootc.rollout.testkit.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources as javac sees them; no class is written. */
final class SourceTrees {
  private SourceTrees() {}

  /** Parses only: names mean nothing. */
  static void parse(List<Path> sources, BiConsumer<CompilationUnitTree, Trees> reader) {
    read(sources, false, reader);
  }

  /**
   * Finds out types too, with the libraries of this process.
   *
   * @throws AssertionError where the sources do not compile
   */
  static void analyze(List<Path> sources, BiConsumer<CompilationUnitTree, Trees> reader) {
    read(sources, true, reader);
  }

  private static void read(
      List<Path> sources, boolean types, BiConsumer<CompilationUnitTree, Trees> reader) {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  problems,
                  List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      if (types) {
        task.analyze();
      }
      requireNone(problems);
      units.forEach(unit -> reader.accept(unit, Trees.instance(task)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void requireNone(DiagnosticCollector<JavaFileObject> problems) {
    problems.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .findFirst()
        .ifPresent(problem -> {
          throw new AssertionError("sources cannot be read: " + problem);
        });
  }
}
