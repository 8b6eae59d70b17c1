package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.LabelOrderSpec;
import dev.bootc.rollout.api.OrderSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.rollout.order}, with the mistakes that the schema cannot see. */
public final class NodeOrders {
  private static final String FIELD = "spec.rollout.order.byLabel";

  private static final Pattern KEY =
      Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");

  private static final Pattern VALUE =
      Pattern.compile("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");

  private NodeOrders() {}

  /** What the spec asks for; absent where that is nothing. */
  public static @Nullable NodeOrder of(@Nullable OrderSpec spec) {
    if (spec == null) {
      return null;
    }
    LabelOrderSpec label = spec.byLabel();
    return new NodeOrder(
        spec.controlPlane() == OrderSpec.Turn.FIRST,
        label == null ? null : label.key(),
        label == null ? List.of() : label.values(),
        spec.zones() == OrderSpec.ZoneOrder.ONE_AT_A_TIME);
  }

  /** The field, the value and the mend of each mistake. */
  public static List<String> problems(@Nullable OrderSpec spec) {
    LabelOrderSpec label = spec == null ? null : spec.byLabel();
    if (label == null) {
      return List.of();
    }
    if (!KEY.matcher(label.key()).matches()) {
      return List.of(
          FIELD
              + ".key: \""
              + label.key()
              + "\" is no key of a label: give one of your Nodes, such as example.com/tier");
    }
    Set<String> values = new HashSet<>();
    return label.values().stream()
        .filter(value -> !VALUE.matcher(value).matches() || !values.add(value))
        .map(value ->
            FIELD
                + ".values: \""
                + value
                + "\" is "
                + (values.contains(value) ? "named twice: name it once" : "no value of a label"))
        .toList();
  }
}
