package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.LabelMatch;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;

/** A label selector of which it is known that it can match. See {@link SelectorCheck}. */
public final class NodeSelector {
  private final LabelMatch match;

  public NodeSelector(LabelSelector selector) {
    match = LabelMatch.of(selector).orElseThrow();
  }

  /** Everything must hold, as for Kubernetes' own selectors: an empty one matches all. */
  public boolean matches(Map<String, String> candidate) {
    return match.matches(candidate);
  }
}
