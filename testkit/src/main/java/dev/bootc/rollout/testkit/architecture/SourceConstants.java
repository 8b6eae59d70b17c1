package dev.bootc.rollout.testkit.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what fields are set to, from the sources: numbers, products of them, {@code
 * Duration.ofSeconds(…)} and its like, and the default of a flag. A field whose name ends with
 * {@code Seconds} or {@code Millis} is a time.
 */
final class SourceConstants {
  private static final Pattern DURATION = Pattern.compile("(?:.*\\.)?Duration\\.of([A-Z][a-z]+)");
  private static final Pattern TIME = Pattern.compile("(?i).*_?(seconds|millis)");

  private final SourceFolders sources;

  SourceConstants(SourceFolders sources) {
    this.sources = sources;
  }

  /**
   * @param constant such as {@code ActivityPolicies.DRAIN_HEARTBEAT}
   * @throws IllegalArgumentException where there is no such field, or more than one, or what it is
   *     set to cannot be read
   */
  Quantity value(String constant) {
    int dot = constant.indexOf('.');
    List<Path> files = sources.filesNamed(constant.substring(0, dot) + ".java");
    if (files.size() != 1) {
      throw new IllegalArgumentException(
          constant + " is of " + files.size() + " classes: " + files);
    }
    return valueIn(files.getFirst(), constant.substring(dot + 1));
  }

  private static Quantity valueIn(Path file, String field) {
    List<VariableTree> found = new ArrayList<>();
    SourceTrees.parse(
        List.of(file),
        (unit, _) ->
            unit.accept(
                new TreeScanner<@Nullable Void, @Nullable Void>() {
                  @Override
                  public @Nullable Void visitVariable(
                      VariableTree variable, @Nullable Void nothing) {
                    if (variable.getName().contentEquals(field)) {
                      found.add(variable);
                    }
                    return super.visitVariable(variable, null);
                  }
                },
                null));
    List<ExpressionTree> values =
        found.stream().flatMap(variable -> setTo(variable).stream()).toList();
    if (values.size() != 1) {
      throw new IllegalArgumentException(
          file.getFileName() + " sets " + field + " to " + values.size() + " values: " + values);
    }
    Quantity read = read(file, values.getFirst());
    Matcher time = TIME.matcher(field);
    return time.matches() && !read.time() ? read.in(time.group(1)) : read;
  }

  /** The initializer, else the default that an annotation gives. */
  private static Optional<ExpressionTree> setTo(VariableTree variable) {
    return Optional.ofNullable(variable.getInitializer())
        .or(() ->
            variable.getModifiers().getAnnotations().stream()
                .map(AnnotationTree::getArguments)
                .flatMap(List::stream)
                .filter(AssignmentTree.class::isInstance)
                .map(AssignmentTree.class::cast)
                .filter(argument -> argument.getVariable().toString().equals("defaultValue"))
                .<ExpressionTree>map(AssignmentTree::getExpression)
                .findFirst());
  }

  private static Quantity read(Path file, ExpressionTree value) {
    return switch (value) {
      case LiteralTree literal when literal.getValue() instanceof Number number ->
          Quantity.count(number);
      case LiteralTree literal when literal.getValue() instanceof String text ->
          Quantity.count(Long.valueOf(text));
      case ParenthesizedTree inner -> read(file, inner.getExpression());
      case IdentifierTree other -> valueIn(file, other.getName().toString());
      case BinaryTree product when product.getKind() == Tree.Kind.MULTIPLY ->
          read(file, product.getLeftOperand()).times(read(file, product.getRightOperand()));
      case MethodInvocationTree call -> duration(file, call);
      default -> throw new IllegalArgumentException("cannot be read: " + value);
    };
  }

  private static Quantity duration(Path file, MethodInvocationTree call) {
    Matcher unit = DURATION.matcher(call.getMethodSelect().toString());
    if (!unit.matches()) {
      throw new IllegalArgumentException("cannot be read: " + call);
    }
    return read(file, call.getArguments().getFirst()).in(unit.group(1));
  }
}
