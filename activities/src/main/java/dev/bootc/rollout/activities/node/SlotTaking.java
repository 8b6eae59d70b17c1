package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.SeenNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Takes slots: asks, marks, counts, and only then cordons. Whoever marks waits until its own watch
 * shows the mark: a watch tells of changes in their order, so every earlier mark is seen by then,
 * whichever process made it. Of all who mark more than there are slots none goes on.
 */
final class SlotTaking {
  /** A watch that needs longer is as good as none: the step is tried again, here or elsewhere. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final SlotHolders slots;
  private final Admissions admissions;
  private final Clock clock;

  /** What became of it. */
  sealed interface Taken {
    /** The node holds its slot and is cordoned. */
    record InSlot(BootcNode holder) implements Taken {}

    /** It holds none, and nothing was touched. */
    record Refused(String why) implements Taken {}

    record Gone(String why) implements Taken {}
  }

  SlotTaking(
      ClusterCache cluster,
      NodeWrites writes,
      SlotHolders slots,
      Admissions admissions,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.slots = slots;
    this.admissions = admissions;
    this.clock = clock;
  }

  Taken take(NodeRef ref, BootcNode bootcNode, SeenNode seen) {
    try (Admissions.Place place = admissions.ask(ref)) {
      if (place.refusal().isPresent()) {
        return new Taken.Refused(place.refusal().get());
      }
      boolean cordoned = seen.cordoned() && isStillCordoned(ref);
      DrainSince since = new DrainSince(now(), seen.desiredDigest());
      Optional<BootcNode> marked =
          writes.changeIfPresent(
              bootcNode,
              Map.of(
                  BootcApi.IN_REBOOT_SLOT, "",
                  BootcApi.WAS_CORDONED, Boolean.toString(cordoned),
                  BootcApi.SLOT_SINCE, since.at().toString(),
                  BootcApi.DRAIN_SINCE, since.text()),
              null);
      if (marked.isEmpty()) {
        return new Taken.Gone("the node left pool " + ref.pool());
      }
      return refusedByCount(ref, marked.get())
          .orElseGet(() -> cordoned ? inSlot(marked.get()) : cordon(ref, marked.get()));
    }
  }

  /** Whoever had to wait for its place may have seen a cordon that was lifted meanwhile. */
  private boolean isStillCordoned(NodeRef ref) {
    return writes.readNode(ref.node()).filter(NodeFacts::cordoned).isPresent();
  }

  private Taken cordon(NodeRef ref, BootcNode marked) {
    return switch (writes.cordon(ref.node())) {
      case DONE -> inSlot(marked);
      case REFUSED -> {
        // Somebody else cordoned it a moment ago, and gets that back.
        writes.foreignlyCordoned(marked);
        yield inSlot(marked);
      }
      case NO_OBJECT -> new Taken.Gone("Node " + ref.node() + " does not exist");
    };
  }

  /**
   * Makes up for a cordon that a crash left out. Where the node is not cordoned by us, nobody has
   * counted it, or somebody has lifted the cordon since: it is counted (again).
   */
  Taken keep(NodeRef ref, BootcNode holder, SeenNode seen, boolean foreignCordonIsGone) {
    boolean counted = seen.cordoned() && !NodeFacts.wasCordoned(holder).orElse(false);
    Optional<Taken> refused = counted ? Optional.empty() : refusedByCount(ref, holder);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (foreignCordonIsGone) {
      ourCordonFromNow(holder);
    }
    boolean lifted = writes.cordon(ref.node()) == Patches.Tested.DONE;
    if (lifted && seen.cordoned()) {
      slots.readIn(ref).ifPresent(this::ourCordonFromNow);
    }
    return inSlot(holder);
  }

  private static Taken inSlot(BootcNode holder) {
    return new Taken.InSlot(holder);
  }

  /** Whoever had cordoned the node has lifted that, so it is not left cordoned at the end. */
  private void ourCordonFromNow(BootcNode holder) {
    writes.change(holder, Map.of(BootcApi.WAS_CORDONED, "false"), null);
  }

  /** Gives the mark back where there are too many; the cordon was not touched. */
  private Optional<Taken> refusedByCount(NodeRef ref, BootcNode marked) {
    awaitSeen(marked);
    return admissions
        .objection(ref)
        .map(objection -> {
          writes.unmark(marked);
          return new Taken.Refused("the slot was given back: " + objection);
        });
  }

  private void awaitSeen(BootcNode marked) {
    try (Changes.Subscription changes = cluster.changes().ofNode(marked.getMetadata().getName())) {
      long began = System.nanoTime();
      while (!cluster.isAsNewAs(marked)) {
        if (System.nanoTime() - began >= SEEN_WITHIN.toNanos()) {
          throw new IllegalStateException("this operator does not see the slot that it marked yet");
        }
        changes.await(SEEN_WITHIN);
      }
    }
  }

  private Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
  }
}
