package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BootcNodePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes as a pool's line tells of them, such as {@code 5 skipped: worker-1 (a fan), worker-2,
 * worker-3 and 2 more}: how many there are, and the names of the first.
 *
 * @param count absent where the line says nothing of them
 * @param names without what is said of them
 */
record ToldNodes(OptionalInt count, List<String> names) {
  private static final Pattern MORE = Pattern.compile(" and [0-9]+ more$");

  ToldNodes {
    names = List.copyOf(names);
  }

  static ToldNodes skipped(BootcNodePool pool) {
    return in(Objects.requireNonNullElse(PoolFacts.rollout(pool).message(), ""), "skipped");
  }

  static ToldNodes failed(BootcNodePool pool) {
    return in(Objects.requireNonNullElse(PoolFacts.rollout(pool).message(), ""), "failed");
  }

  private static ToldNodes in(String line, String word) {
    Matcher lead = Pattern.compile("(?:^|; )([0-9]{1,9}) " + word + ": ").matcher(line);
    return lead.find()
        ? new ToldNodes(
            OptionalInt.of(Integer.parseInt(lead.group(1))), names(line.substring(lead.end())))
        : new ToldNodes(OptionalInt.empty(), List.of());
  }

  /** Up to the end of the list; what stands in parentheses is somebody's, and may say anything. */
  private static List<String> names(String list) {
    StringBuilder bare = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < list.length(); i++) {
      char sign = list.charAt(i);
      if (depth == 0 && sign == ';') {
        break;
      }
      depth += sign == '(' ? 1 : 0;
      if (depth == 0) {
        bare.append(sign);
      }
      depth -= sign == ')' && depth > 0 ? 1 : 0;
    }
    List<String> names = new ArrayList<>();
    for (String name : MORE.matcher(bare).replaceAll("").split(",", -1)) {
      names.add(name.strip());
    }
    return names;
  }

  boolean isTelling(String node) {
    return names.contains(node);
  }

  /** Whether there are names that the line leaves out. */
  boolean isCut() {
    return count.orElse(0) > names.size();
  }

  boolean areMoreThan(ToldNodes others) {
    return count.orElse(0) > others.count.orElse(0);
  }
}
