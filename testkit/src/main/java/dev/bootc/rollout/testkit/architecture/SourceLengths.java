package dev.bootc.rollout.testkit.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds classes and methods that are too long to be read at once. */
final class SourceLengths {
  /** Of a file, all of it: it holds one class. */
  static final int LONGEST_CLASS = 250;

  /** From the first line of the signature to the closing brace. */
  static final int LONGEST_METHOD = 40;

  private SourceLengths() {}

  static List<String> tooLong(List<Path> sources) {
    List<String> tooLong = new ArrayList<>();
    SourceTrees.parse(
        sources,
        (unit, trees) -> unit.accept(new Measure(unit, trees.getSourcePositions(), tooLong), null));
    return List.copyOf(tooLong);
  }

  private static final class Measure extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;

    private Measure(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
    }

    @Override
    public @Nullable Void visitCompilationUnit(CompilationUnitTree tree, @Nullable Void nothing) {
      long lines = line(positions.getEndPosition(unit, tree));
      if (lines > LONGEST_CLASS) {
        tell(file() + " has " + lines + " lines, more than " + LONGEST_CLASS);
      }
      return super.visitCompilationUnit(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      long first = line(positions.getStartPosition(unit, method));
      long lines = line(positions.getEndPosition(unit, method)) - first + 1;
      if (lines > LONGEST_METHOD) {
        tell(
            file()
                + ":"
                + first
                + " "
                + method.getName()
                + " has "
                + lines
                + " lines, more than "
                + LONGEST_METHOD);
      }
      return super.visitMethod(method, null);
    }

    private void tell(String what) {
      tooLong.add(what);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }

    private String file() {
      return Path.of(unit.getSourceFile().getName()).getFileName().toString();
    }
  }
}
