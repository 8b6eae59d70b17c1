package dev.bootc.rollout.workflows.plan;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The nodes that a rollout has started and whose end has not been seen yet: a worker that is behind
 * may not show their slots, and then only this memory keeps the budget.
 *
 * @param names in the order in which they were started, each once
 */
public record StartedNodes(List<String> names) {

  /** No node. */
  public static final StartedNodes NONE = new StartedNodes(List.of());

  public StartedNodes {
    names = List.copyOf(new LinkedHashSet<>(names));
  }

  /** These were started too. */
  public StartedNodes started(Collection<String> nodes) {
    SequencedSet<String> all = new LinkedHashSet<>(names);
    all.addAll(nodes);
    return new StartedNodes(List.copyOf(all));
  }

  /** Their end has been seen. */
  public StartedNodes settled(Collection<String> nodes) {
    return new StartedNodes(names.stream().filter(name -> !nodes.contains(name)).toList());
  }

  /** It got no slot, and its update has ended: nothing comes any more. */
  public StartedNodes refused(String node) {
    return settled(List.of(node));
  }

  public boolean contains(String node) {
    return names.contains(node);
  }
}
