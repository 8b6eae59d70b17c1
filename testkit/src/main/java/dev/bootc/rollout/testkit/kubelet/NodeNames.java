package dev.bootc.rollout.testkit.kubelet;

import java.util.List;
import java.util.stream.IntStream;

/** Names of many nodes that sort as their numbers do. */
public final class NodeNames {
  private NodeNames() {}

  /** Prefix and number, with as many digits as the largest number has. */
  public static List<String> of(String prefix, int count) {
    int digits = Integer.toString(count).length();
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> prefix + ("%0" + digits + "d").formatted(number))
        .toList();
  }
}
