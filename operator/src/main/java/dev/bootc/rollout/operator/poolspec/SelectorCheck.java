package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.BootcApi;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds selectors that cannot be meant: what Kubernetes would not accept as a selector, and what
 * can never match any node. Each problem names the field, the value and the mend.
 */
final class SelectorCheck {
  private static final String NODE_SELECTOR = "spec.nodeSelector";
  private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";
  private static final Pattern KEY =
      Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?" + NAME);
  private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");

  private final List<String> problems = new ArrayList<>();
  private final SortedMap<String, Wishes> wishes = new TreeMap<>();

  /** What the selector says about one key; null means nothing. */
  private static final class Wishes {
    private @Nullable TreeSet<String> allowed;
    private final TreeSet<String> forbidden = new TreeSet<>();
    private boolean present;
    private boolean absent;
    private final List<String> said = new ArrayList<>();

    private void allow(List<String> values) {
      if (allowed == null) {
        allowed = new TreeSet<>(values);
      } else {
        allowed.retainAll(values);
      }
      present = true;
    }

    private boolean contradict() {
      return (present && absent) || (allowed != null && forbidden.containsAll(allowed));
    }
  }

  private final String field;
  private final String matched;

  private SelectorCheck(String field, String matched) {
    this.field = field;
    this.matched = matched;
  }

  static List<String> problems(@Nullable LabelSelector selector) {
    if (selector == null) {
      return List.of(NODE_SELECTOR + " is missing: name labels, or write {} to match every node");
    }
    return problems(NODE_SELECTOR, "node", selector);
  }

  /**
   * @param field where it is said
   * @param matched what it selects
   */
  static List<String> problems(String field, String matched, LabelSelector selector) {
    SelectorCheck check = new SelectorCheck(field, matched);
    Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())
        .forEach(check::label);
    List<LabelSelectorRequirement> expressions =
        Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
    for (int index = 0; index < expressions.size(); index++) {
      check.expression(field + ".matchExpressions[" + index + "]", expressions.get(index));
    }
    check.contradictions();
    return List.copyOf(check.problems);
  }

  private void label(String key, String value) {
    checkKey(field + ".matchLabels", key);
    checkValue(field + ".matchLabels[" + key + "]", value);
    Wishes wish = wish(key, key + "=" + value);
    wish.allow(List.of(value));
  }

  private void expression(String where, LabelSelectorRequirement expression) {
    Optional<SelectorOperator> operator = SelectorOperator.parse(expression.getOperator());
    if (operator.isEmpty()) {
      problems.add(
          where
              + ".operator: \""
              + expression.getOperator()
              + "\" is unknown: use In, NotIn, Exists or DoesNotExist");
      return;
    }
    String key = Objects.requireNonNullElse(expression.getKey(), "");
    List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
    checkKey(where + ".key", key);
    if (operator.get().takesValues() && values.isEmpty()) {
      problems.add(
          where + ".values: " + operator.get() + " on \"" + key + "\" needs at least one value");
      return;
    }
    if (!operator.get().takesValues() && !values.isEmpty()) {
      problems.add(
          where + ".values: " + operator.get() + " on \"" + key + "\" takes none: leave them out");
      return;
    }
    values.forEach(value -> checkValue(where + ".values", value));
    remember(operator.get(), key, values);
  }

  private void remember(SelectorOperator operator, String key, List<String> values) {
    Wishes wish = wish(key, key + " " + operator + (values.isEmpty() ? "" : " " + values));
    switch (operator) {
      case IN -> wish.allow(values);
      case NOT_IN -> wish.forbidden.addAll(values);
      case EXISTS -> wish.present = true;
      case DOES_NOT_EXIST -> wish.absent = true;
    }
  }

  private Wishes wish(String key, String said) {
    Wishes wish = wishes.computeIfAbsent(key, _ -> new Wishes());
    wish.said.add(said);
    return wish;
  }

  private void contradictions() {
    wishes.forEach((_, wish) -> {
      if (wish.contradict()) {
        problems.add(
            field
                + " contradicts itself and can match no "
                + matched
                + ": \""
                + String.join("\" and \"", wish.said)
                + "\"; take one of them out");
      }
    });
  }

  private void checkKey(String where, String key) {
    if (BootcApi.MANAGED_LABEL.equals(key)) {
      problems.add(
          where
              + ": \""
              + key
              + "\" is set and taken off by the operator itself, so nodes would join and leave for"
              + " ever: take it out; {} matches every node, and nodes that another pool owns stay"
              + " with that one");
    }
    if (!KEY.matcher(key).matches()) {
      problems.add(
          where
              + ": \""
              + key
              + "\" is not a label key: use [prefix/]name with at most 63 letters, digits, - _ . in"
              + " the name");
    }
  }

  private void checkValue(String where, String value) {
    if (!VALUE.matcher(value).matches()) {
      problems.add(
          where
              + ": \""
              + value
              + "\" is not a label value: use at most 63 letters, digits, - _ . and begin and end"
              + " with a letter or digit");
    }
  }
}
