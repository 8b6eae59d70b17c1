package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.workflows.text.HeldDrain;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pods of one drain. Each is evicted once; a refused eviction is asked for again after a pause
 * that grows, and all those of the node together no more than a few times a second. A workload that
 * comes back in spite of the cordon is not chased.
 *
 * <p>Times are counted from when the drain began here: no clock is compared with another. For one
 * thread.
 */
public final class EvictionBook {
  /** Between two evictions of a node that are asked for again. */
  private static final Duration BETWEEN_REPEATS = Duration.ofMillis(250);

  /** Pods that came to a cordoned node by a race are moved on so often; after that it is none. */
  private static final int COMINGS_BY_A_RACE = 2;

  private final Map<String, LeavingPod> pods = new LinkedHashMap<>();
  private final Set<String> comesBack = new HashSet<>();
  private final Set<String> evicted = new HashSet<>();
  private final Map<String, Integer> comings = new HashMap<>();
  private boolean begun;
  private boolean forced;
  private DrainPolicy policy = DrainPolicy.UNSET;
  private Duration nextRepeat = Duration.ZERO;

  /**
   * What is to be done now.
   *
   * @param evict pods to ask for, in that order
   * @param comesBack workloads whose pods are not waited for
   * @param isEmpty whether no pod is left that has to leave
   */
  public record Round(List<DrainedPod> evict, Set<String> comesBack, boolean isEmpty) {
    public Round {
      evict = List.copyOf(evict);
      comesBack = Set.copyOf(comesBack);
    }
  }

  /**
   * Looks at all pods of the node.
   *
   * @param marked workloads that are known to come back
   */
  public Round look(Collection<DrainedPod> seen, Set<String> marked, Duration now) {
    comesBack.addAll(marked);
    List<DrainedPod> leaving = seen.stream().filter(this::concerns).toList();
    pods.keySet().retainAll(leaving.stream().map(DrainedPod::uid).collect(Collectors.toSet()));
    for (DrainedPod pod : leaving) {
      pods.computeIfAbsent(pod.uid(), first -> new LeavingPod(pod, !begun)).seen(pod, now);
    }
    begun = true;
    pods.values().removeIf(this::isBack);
    int lowest = lowestPriority();
    pods.values().forEach(pod -> follow(pod, lowest));
    return new Round(due(now), comesBack, pods.isEmpty());
  }

  private int lowestPriority() {
    return pods.values().stream()
        .mapToInt(leaving -> leaving.pod().traits().priority())
        .min()
        .orElse(0);
  }

  private void follow(LeavingPod leaving, int lowest) {
    leaving.hold(policy.holds(leaving.pod(), lowest, forced).orElse(null));
    leaving.force(forced, policy.gracePeriod());
  }

  /** A pod that was there has to leave, also if others of its workload have come back by now. */
  private boolean concerns(DrainedPod pod) {
    LeavingPod known = pods.get(pod.uid());
    return pod.mustLeave(known == null ? comesBack : Set.of());
  }

  private boolean isBack(LeavingPod leaving) {
    if (leaving.wasThere || !leaving.wasLeftAlone()) {
      return false;
    }
    String workload = leaving.pod().workload();
    boolean back =
        leaving.pod().toleratesCordon()
            ? evicted.contains(workload)
            : comings.getOrDefault(workload, 0) >= COMINGS_BY_A_RACE;
    if (back) {
      comesBack.add(workload);
    }
    return back;
  }

  private List<DrainedPod> due(Duration now) {
    Stream<LeavingPod> repeat =
        now.compareTo(nextRepeat) < 0 ? Stream.empty() : nextRepeated(now).stream();
    return Stream.concat(pods.values().stream().filter(LeavingPod::isNew), repeat)
        .map(LeavingPod::pod)
        .toList();
  }

  private Optional<LeavingPod> nextRepeated(Duration now) {
    return pods.values().stream()
        .filter(LeavingPod::isRepeated)
        .filter(pod -> pod.notBefore().compareTo(now) <= 0)
        .min(Comparator.comparing(LeavingPod::notBefore));
  }

  /** Takes down what became of an eviction. */
  public void answered(DrainedPod pod, EvictionAnswer answer, Duration now) {
    LeavingPod leaving = pods.get(pod.uid());
    if (leaving == null) {
      return;
    }
    if (!leaving.isNew()) {
      nextRepeat = now.plus(BETWEEN_REPEATS);
    }
    switch (answer) {
      case EvictionAnswer.Evicted() -> {
        evicted.add(pod.workload());
        if (!leaving.wasThere) {
          comings.merge(pod.workload(), 1, Integer::sum);
        }
        leaving.goes(now);
      }
      case EvictionAnswer.Gone() -> leaving.goes(now);
      case EvictionAnswer.Refused refused -> leaving.refused(refused, now);
    }
  }

  /**
   * What the pool wants from now on.
   *
   * @param force whether pods are deleted, those that were refused to leave at once
   */
  public void follow(DrainPolicy now, boolean force) {
    policy = now;
    forced = force;
  }

  /** Whether a pod of a round is to be deleted, and not evicted. */
  public boolean isForced() {
    return forced;
  }

  /** How long nothing is to be asked for, as far as is known. */
  public Duration pause(Duration now) {
    return pods.values().stream()
        .filter(pod -> pod.isNew() || pod.isRepeated())
        .map(pod -> pod.isNew() ? now : later(pod.notBefore(), nextRepeat))
        .min(Comparator.naturalOrder())
        .map(due -> later(due.minus(now), Duration.ZERO))
        .orElse(BETWEEN_REPEATS.multipliedBy(Integer.MAX_VALUE));
  }

  /** Once the node is cordoned anew, all that are there by then are there from the beginning. */
  public void beginAnew() {
    pods.clear();
    evicted.clear();
    comings.clear();
    begun = false;
  }

  /**
   * What is waited for, those first that somebody may have to do something about.
   *
   * @param nodeIsReady whether the node's kubelet is there
   */
  public String text(boolean nodeIsReady, Duration now) {
    List<LeavingPod> heldFirst =
        pods.values().stream()
            .sorted(Comparator.comparing((LeavingPod pod) -> !pod.isHeld(now)))
            .toList();
    Map<String, List<String>> namesByReason =
        heldFirst.stream()
            .collect(
                Collectors.groupingBy(
                    pod -> pod.why(nodeIsReady, now),
                    LinkedHashMap::new,
                    Collectors.mapping(pod -> pod.pod().fullName(), Collectors.toList())));
    return WaitingText.of(HeldDrain.WAITING_FOR, WaitingText.MOST_REASONS, namesByReason);
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
