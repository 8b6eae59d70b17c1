package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches.Tested;
import dev.bootc.rollout.activities.cluster.PodsOnNode;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.drain.DetachWait;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.drain.DrainedPod;
import dev.bootc.rollout.workflows.drain.EvictionAnswer;
import dev.bootc.rollout.workflows.drain.EvictionBook;
import dev.bootc.rollout.workflows.node.DrainDeadline;
import dev.bootc.rollout.workflows.node.DrainDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Drain.Outcome;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.SeenNode;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Drains one node: looks, decides, evicts, and looks again. For one thread. */
final class NodeDrain {
  /** Deadlines are looked at this often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Pods end in numbers; what they tell in this time is looked at together. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** A watch may be dead without anybody noticing; then pods that have gone seem to stay. */
  private static final Duration LIST_AFTER_SILENCE = Duration.ofSeconds(30);

  private final NodeRef ref;
  private final ClusterCache cluster;
  private final SlotHolders slots;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final EvictionBook book = new EvictionBook();
  private final Clock clock;
  private final DrainNote note;
  private final LateBindings late;
  private final DetachWait detaching = new DetachWait();
  private final DrainTime time;
  private final long begun = System.nanoTime();
  private final Set<String> marked = new HashSet<>();
  private volatile long lastNews = begun;

  NodeDrain(
      NodeRef ref,
      ClusterCache cluster,
      SlotHolders slots,
      NodeWrites writes,
      Evictions evictions,
      Clock clock) {
    this.ref = ref;
    this.cluster = cluster;
    this.slots = slots;
    this.writes = writes;
    this.evictions = evictions;
    this.clock = clock;
    this.time = new DrainTime(writes, clock);
    this.note = new DrainNote(writes);
    this.late = new LateBindings(cluster, clock);
  }

  /** Until the node is drained, need not be, or its time is over. */
  NodeAnswer.Drain untilItIsOver() {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node());
        Heartbeat heartbeat = Heartbeat.begin(changes::wake);
        PodsOnNode pods = evictions.watch(ref.node(), () -> news(changes))) {
      while (true) {
        cluster.requireWatchingLately();
        Optional<Sight> sight = look();
        if (sight.isEmpty()) {
          return new NodeAnswer.Drain(Outcome.GONE, "", "the node left the pool or lost its slot");
        }
        Optional<NodeAnswer.Drain> answer = turn(sight.get(), pods, heartbeat);
        if (answer.isPresent()) {
          return answer.get();
        }
        changes.await(shorter(LOOK_AGAIN, book.pause(now())));
        changes.gather(GATHER);
      }
    }
  }

  private record Sight(BootcNode holder, SeenNode seen) {
    String digest() {
      return seen.desiredDigest();
    }
  }

  private Optional<Sight> look() {
    Optional<Node> node = cluster.node(ref.node());
    return slots
        .in(ref)
        .filter(holder -> node.isPresent())
        .map(holder -> new Sight(holder, SeenNodes.of(holder, node.orElseThrow())));
  }

  private DrainDecision decide(Sight sight) {
    return DrainDecision.of(sight.seen(), PoolWishes.of(cluster, ref.pool(), Instant.now(clock)));
  }

  private Optional<NodeAnswer.Drain> turn(Sight sight, PodsOnNode pods, Heartbeat heartbeat) {
    return switch (decide(sight)) {
      case DrainDecision.Unneeded(String why) ->
          Optional.of(new NodeAnswer.Drain(Outcome.UNNEEDED, sight.seen().triedDigest(), why));
      case DrainDecision.Hold(String why) -> {
        book.beginAnew();
        String mend = "kubectl cordon %s lets it go on".formatted(ref.node());
        yield goOn(sight, why + ", so nothing is evicted: " + mend, heartbeat);
      }
      case DrainDecision.Evict() ->
          pods.isKnown()
              ? evict(sight, pods, heartbeat)
              : goOn(sight, "the pods are being listed", heartbeat);
    };
  }

  private Optional<NodeAnswer.Drain> evict(Sight sight, PodsOnNode pods, Heartbeat heartbeat) {
    Set<String> known = NodeFacts.comesBack(sight.holder());
    PoolDrain drain = wished();
    book.follow(drain.policy(), isForced(sight, drain.policy()));
    EvictionBook.Round round = book.look(present(pods, drain), known, now());
    mark(sight, round.comesBack(), known);
    if (round.isEmpty() && known.containsAll(round.comesBack())) {
      return late.mayCome(sight.holder(), now())
          ? awaitSchedulers(sight, heartbeat)
          : withoutPods(sight, drain.policy(), drained(known.size()), heartbeat);
    }
    detaching.podsAreLeft();
    for (DrainedPod pod : round.evict()) {
      heartbeat.say((book.isForced() ? "deleting " : "evicting ") + pod.fullName());
      if (!isStillToBeDrained()) {
        break;
      }
      book.answered(pod, ask(pod, drain.policy()), now());
    }
    return goOn(sight, book.text(sight.seen().ready(), now()), heartbeat);
  }

  private EvictionAnswer ask(DrainedPod pod, DrainPolicy policy) {
    return book.isForced() ? evictions.delete(pod, policy) : evictions.evict(pod, policy);
  }

  /** The time is not looked at where it does not matter: that may cost a write. */
  private boolean isForced(Sight sight, DrainPolicy policy) {
    return policy.timeoutAction() == DrainTimeoutAction.FORCE
        && deadline(sight, policy) == DrainDeadline.FORCES;
  }

  /** Nothing holds the drain up that the pool's time for it is meant for. */
  private Optional<NodeAnswer.Drain> awaitSchedulers(Sight sight, Heartbeat heartbeat) {
    return say(sight, LateBindings.WAITING, heartbeat);
  }

  private Optional<NodeAnswer.Drain> withoutPods(
      Sight sight, DrainPolicy policy, String drained, Heartbeat heartbeat) {
    Optional<String> waiting = detaching.text(policy, () -> evictions.volumesOn(ref.node()), now());
    return waiting.isPresent()
        ? say(sight, waiting.get(), heartbeat)
        : Optional.of(new NodeAnswer.Drain(Outcome.DRAINED, sight.digest(), drained));
  }

  private Optional<NodeAnswer.Drain> say(Sight sight, String waiting, Heartbeat heartbeat) {
    heartbeat.say(waiting);
    note.offer(sight.holder(), waiting, now());
    return Optional.empty();
  }

  private List<DrainedPod> present(PodsOnNode pods, PoolDrain drain) {
    if (System.nanoTime() - lastNews < LIST_AFTER_SILENCE.toNanos()) {
      return evictions.seen(pods, drain);
    }
    lastNews = System.nanoTime();
    return evictions.listed(ref.node(), drain);
  }

  /** A pass over many pods takes long, and must end as soon as somebody wants the node back. */
  private boolean isStillToBeDrained() {
    return look().filter(sight -> decide(sight) instanceof DrainDecision.Evict).isPresent();
  }

  /** The approval must know of them too, whoever gives it. */
  private void mark(Sight sight, Set<String> comesBack, Set<String> known) {
    if (!known.containsAll(comesBack) && !marked.containsAll(comesBack)) {
      Set<String> all = new TreeSet<>(comesBack);
      all.addAll(known);
      if (writes.markInSlot(sight.holder(), BootcApi.COMES_BACK, String.join(" ", all))
          == Tested.DONE) {
        marked.addAll(all);
      }
    }
  }

  private static String drained(int comeBack) {
    return comeBack == 0
        ? "no pod is left to evict"
        : "no pod is left to evict but those of %d workloads that come back to the cordoned node, as pods of DaemonSets do"
            .formatted(comeBack);
  }

  private Optional<NodeAnswer.Drain> goOn(Sight sight, String waiting, Heartbeat heartbeat) {
    DrainPolicy policy = wished().policy();
    DrainDeadline deadline = deadline(sight, policy);
    String text = deadline.text(policy, waiting);
    if (deadline == DrainDeadline.GIVES_UP) {
      return Optional.of(new NodeAnswer.Drain(Outcome.TIMED_OUT, sight.digest(), text));
    }
    return say(sight, text, heartbeat);
  }

  /** Time that schedulers are waited for counts against no pod. */
  private DrainDeadline deadline(Sight sight, DrainPolicy policy) {
    DrainDeadline deadline = time.deadline(sight.holder(), sight.digest(), policy);
    return late.mayCome(sight.holder(), now()) ? DrainDeadline.IN_TIME : deadline;
  }

  private PoolDrain wished() {
    return PoolWishes.drain(cluster, ref.pool());
  }

  private void news(Changes.Subscription changes) {
    lastNews = System.nanoTime();
    changes.wake();
  }

  private Duration now() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
