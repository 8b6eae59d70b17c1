package dev.bootc.rollout.testkit.architecture;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.DeclaredType;
import org.jspecify.annotations.Nullable;

/**
 * Finds a {@code default} in a switch over a sealed type: with it a new kind of that type compiles
 * everywhere and is silently taken for something else.
 */
final class SealedSwitches {
  private SealedSwitches() {}

  static List<String> withDefault(List<Path> sources) {
    List<String> found = new ArrayList<>();
    SourceTrees.analyze(sources, (unit, trees) -> new Search(unit, trees, found).scan(unit, null));
    return List.copyOf(found);
  }

  private static final class Search extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<String> found;

    private Search(CompilationUnitTree unit, Trees trees, List<String> found) {
      this.unit = unit;
      this.trees = trees;
      this.found = found;
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void nothing) {
      judge(tree.getExpression(), tree.getCases());
      return super.visitSwitch(tree, null);
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void nothing) {
      judge(tree.getExpression(), tree.getCases());
      return super.visitSwitchExpression(tree, null);
    }

    private void judge(ExpressionTree selector, List<? extends CaseTree> cases) {
      boolean hasDefault =
          cases.stream()
              .flatMap(each -> each.getLabels().stream())
              .anyMatch(DefaultCaseLabelTree.class::isInstance);
      if (hasDefault
          && trees.getTypeMirror(new TreePath(getCurrentPath(), selector))
              instanceof DeclaredType type
          && isSealed(type.asElement())) {
        found.add(
            Path.of(unit.getSourceFile().getName()).getFileName()
                + ":"
                + unit.getLineMap()
                    .getLineNumber(trees.getSourcePositions().getStartPosition(unit, selector))
                + " has a default in a switch over the sealed "
                + type.asElement().getSimpleName());
      }
    }

    private static boolean isSealed(Element element) {
      return element.getModifiers().contains(Modifier.SEALED);
    }
  }
}
