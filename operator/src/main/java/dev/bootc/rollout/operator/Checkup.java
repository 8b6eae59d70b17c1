package dev.bootc.rollout.operator;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which parts of the process are well in one respect, and what ails the others. */
final class Checkup {
  private final String well;
  private final Map<String, Supplier<Optional<String>>> parts = new ConcurrentHashMap<>();
  private final Map<String, Supplier<Optional<String>>> remarks = new ConcurrentHashMap<>();

  /**
   * @param well how one calls a part without a problem
   * @param expected parts that have one before they were added
   */
  Checkup(String well, String... expected) {
    this.well = well;
    for (String part : expected) {
      parts.put(part, () -> Optional.of("is being started"));
    }
  }

  /**
   * @param problem what ails the part; empty while nothing does
   */
  void add(String part, Supplier<Optional<String>> problem) {
    parts.put(part, problem);
  }

  /**
   * @param remark what is to be known of a part that is well all the same; empty for nothing
   */
  void remark(String part, Supplier<Optional<String>> remark) {
    remarks.put(part, remark);
  }

  /** Each part with its problem, by name. */
  Result look() {
    SortedMap<String, Optional<String>> seen = new TreeMap<>();
    parts.forEach((part, problem) -> seen.put(part, problem.get()));
    StringBuilder text = new StringBuilder();
    seen.forEach((part, problem) ->
        text.append(part)
            .append(": ")
            .append(problem.orElseGet(() -> well + remarkOf(part)))
            .append('\n'));
    return new Result(seen.values().stream().allMatch(Optional::isEmpty), text.toString());
  }

  private String remarkOf(String part) {
    return remarks
        .getOrDefault(part, Optional::empty)
        .get()
        .map(remark -> ", but " + remark)
        .orElse("");
  }

  /**
   * @param well whether all parts are
   * @param text a line for each part
   */
  record Result(boolean well, String text) {}
}
