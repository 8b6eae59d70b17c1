package dev.bootc.rollout.activities.expression;

import dev.bootc.rollout.api.ForeignText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.projectnessie.cel.Ast;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.Env.AstIssuesTuple;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.types.BoolT;
import org.projectnessie.cel.common.types.Err;
import org.projectnessie.cel.common.types.ref.Val;

/** An expression about named objects that is true or false. */
public final class CelExpression {
  private static final int LONGEST = 200;

  private final Env environment;
  private final Ast checked;

  private CelExpression(Env environment, Ast checked) {
    this.environment = environment;
    this.checked = checked;
  }

  /** An expression that is none, or not of the kind that is asked for. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * Reads an expression.
   *
   * @param variables names that it may use, each of an object of any form
   * @throws Malformed with what is wrong, and the mend where that is known
   */
  public static CelExpression of(String text, List<String> variables) throws Malformed {
    Env environment =
        Env.newEnv(
            EnvOption.declarations(
                variables.stream().map(name -> Decls.newVar(name, Decls.Dyn)).toList()));
    Ast checked = checked(environment, text);
    if (!checked.getResultType().equals(Decls.Bool)) {
      throw new Malformed("is not true or false: compare it with something, as in … == true");
    }
    if (Loops.in(checked.getExpr()) > Loops.MOST) {
      throw new Malformed(
          "goes through lists inside of lists more than twice, which may take for ever: use at most two of"
              + " all, exists, exists_one, filter and map inside of one another");
    }
    return new CelExpression(environment, checked);
  }

  /** What is nested too deeply or is too large the library does not call an issue. */
  private static Ast checked(Env environment, String text) throws Malformed {
    try {
      return good(environment.check(good(environment.parse(text))));
    } catch (RuntimeException unreadable) {
      throw new Malformed("cannot be read: " + ForeignText.line(unreadable.toString(), LONGEST));
    }
  }

  private static Ast good(AstIssuesTuple answer) throws Malformed {
    if (answer.hasIssues()) {
      throw new Malformed(ForeignText.line(answer.getIssues().toString(), LONGEST));
    }
    return answer.getAst();
  }

  /**
   * Whether it is true of these objects; empty where that cannot be said, as of what is not there.
   *
   * @param variables each of those that it was read with, as maps, lists and scalars
   */
  public Answer about(Map<String, Object> variables) {
    Val value;
    try {
      value = environment.program(checked).eval(variables).getVal();
    } catch (RuntimeException cannot) {
      return new Answer(Optional.empty(), ForeignText.line(cannot.toString(), LONGEST));
    }
    if (value instanceof BoolT) {
      return new Answer(Optional.of(value.booleanValue()), "");
    }
    String why = Err.isError(value) ? value.toString() : "is " + value.type();
    return new Answer(Optional.empty(), ForeignText.line(why, LONGEST));
  }

  /**
   * What it is.
   *
   * @param why where it is neither true nor false
   */
  public record Answer(Optional<Boolean> holds, String why) {}
}
