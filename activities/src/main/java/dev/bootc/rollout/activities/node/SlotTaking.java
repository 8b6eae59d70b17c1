package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.activities.cluster.SeenWrites;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.SeenNode;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes slots: asks, marks, counts, and only then cordons. Whoever marks waits until its own watch
 * shows the mark: a watch tells of changes in their order, so every earlier mark is seen by then,
 * whichever process made it. Of all who mark more than there are slots none goes on.
 */
final class SlotTaking {
  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Cordons cordons;
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
      Cordons cordons,
      Admissions admissions,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.cordons = cordons;
    this.admissions = admissions;
    this.clock = clock;
  }

  /**
   * @param warning what is known to stand in the way of its drain; may be empty
   */
  Taken take(NodeRef ref, BootcNode bootcNode, Node node, String warning) {
    try (Admissions.Place place = admissions.ask(ref)) {
      if (place.refusal().isPresent()) {
        return new Taken.Refused(place.refusal().get());
      }
      SeenNode seen = SeenNodes.of(bootcNode, node);
      boolean cordoned = seen.cordonedByOthers() && isStillCordoned(ref);
      DrainSince since = new DrainSince(now(), seen.desiredDigest());
      Optional<BootcNode> marked =
          writes.changeIfPresent(
              bootcNode, warned(bootcNode, warning, marks(node, cordoned, since)), null);
      if (marked.isEmpty()) {
        return new Taken.Gone("the node left pool " + ref.pool());
      }
      return refusedByCount(ref, marked.get())
          .orElseGet(() -> cordoned ? protect(marked.get()) : cordon(ref, marked.get(), node));
    }
  }

  private static Map<String, @Nullable String> marks(
      Node node, boolean cordoned, DrainSince since) {
    Map<String, @Nullable String> marks = new HashMap<>(KarpenterMarks.claimedOn(node));
    marks.put(BootcApi.IN_REBOOT_SLOT, "");
    marks.put(BootcApi.WAS_CORDONED, Boolean.toString(cordoned));
    marks.put(BootcApi.SLOT_SINCE, since.at().toString());
    marks.put(BootcApi.DRAIN_SINCE, since.text());
    marks.put(BootcApi.NODE_UID, node.getMetadata().getUid());
    return marks;
  }

  /** What a look before has said comes and goes with the write that takes the slot. */
  private static Map<String, @Nullable String> warned(
      BootcNode bootcNode, String warning, Map<String, @Nullable String> marks) {
    if (NodeFacts.leftOut(bootcNode).isPresent()) {
      marks.put(BootcApi.PREFLIGHT, null);
    }
    if (!warning.isEmpty()) {
      marks.put(BootcApi.WAITS_FOR, warning);
    }
    return marks;
  }

  /** Whoever had to wait for its place may have seen a cordon that was lifted meanwhile. */
  private boolean isStillCordoned(NodeRef ref) {
    return writes.readNode(ref.node()).filter(NodeFacts::cordoned).isPresent();
  }

  private Taken cordon(NodeRef ref, BootcNode marked, Node node) {
    return switch (cordons.cordon(node, ref.pool(), marked)) {
      case DONE -> inSlot(marked);
      case REFUSED -> {
        // Somebody else cordoned it a moment ago, and gets that back.
        writes.foreignlyCordoned(marked);
        yield protect(marked);
      }
      case NO_OBJECT -> new Taken.Gone("Node " + ref.node() + " does not exist");
    };
  }

  /**
   * Makes up for a cordon that a crash left out, and notes whose cordon it is by now. Where the
   * node is not cordoned for this slot, nobody has counted it, or somebody has lifted the cordon
   * since: it is counted (again). What an earlier slot left behind becomes the cordon of this one.
   */
  Taken keep(NodeRef ref, BootcNode holder, Node node, boolean cordonedByOthers) {
    SeenNode seen = SeenNodes.of(holder, node);
    boolean counted = seen.cordonedForItsSlot();
    Optional<Taken> refused = counted ? Optional.empty() : refusedByCount(ref, holder);
    if (refused.isPresent()) {
      return refused.get();
    }
    BootcNode noted = holder;
    if (NodeFacts.wasCordoned(holder).orElseThrow() != cordonedByOthers) {
      String was = Boolean.toString(cordonedByOthers);
      noted = writes.change(holder, Map.of(BootcApi.WAS_CORDONED, was), null);
    }
    if (!counted
        && !cordonedByOthers
        && cordons.cordon(node, ref.pool(), holder) == Patches.Tested.REFUSED) {
      throw new IllegalStateException("somebody else cordoned Node " + ref.node() + " just now");
    }
    return cordonedByOthers ? protect(noted) : inSlot(noted);
  }

  private Taken protect(BootcNode holder) {
    cordons.protect(holder);
    return inSlot(holder);
  }

  private static Taken inSlot(BootcNode holder) {
    return new Taken.InSlot(holder);
  }

  /** Gives the mark back where there are too many; the cordon was not touched. */
  private Optional<Taken> refusedByCount(NodeRef ref, BootcNode marked) {
    SeenWrites.await(cluster, marked, "slot");
    return admissions
        .objection(ref)
        .map(objection -> {
          writes.unmark(marked);
          return new Taken.Refused("the slot was given back: " + objection);
        });
  }

  private Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
  }
}
