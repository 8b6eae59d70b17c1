package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Kind;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import dev.bootc.rollout.plugin.steer.Decision.Write;
import java.util.Optional;

/** What is said of one node of a pool. */
public final class NodeVerbs {
  private NodeVerbs() {}

  /** Another attempt, once whatever made it fail is mended. */
  public static Decision retry(BootcNode node, BootcNodePool pool) {
    String name = node.getMetadata().getName();
    String written = WrittenAnnotation.valueOn(node, BootcApi.VERDICT);
    if (written == null) {
      return new Refused("node " + name + " has had no attempt that could be repeated");
    }
    Optional<Verdict> verdict = Verdict.fromAnnotation(written).map(seen -> seenOn(node, seen));
    if (verdict.isEmpty()) {
      return new AlreadySo(
          BootcApi.VERDICT + " of node " + name + " is no verdict, and keeps it from nothing");
    }
    if (!verdict.get().isFailure()) {
      return new AlreadySo("the last attempt of node " + name + " did not fail");
    }
    String target = Target.of(pool);
    if (!target.isEmpty() && !verdict.get().digest().equals(target)) {
      return new Refused(
          "the last attempt of node %s was at %s, and its pool asks for %s: nothing keeps the node from that"
              .formatted(name, verdict.get().digest(), target));
    }
    return write(
        name,
        Patch.withoutAnnotation(BootcApi.VERDICT, written),
        "takes " + BootcApi.VERDICT + " away",
        Answer.retried(name, pool));
  }

  private static Verdict seenOn(BootcNode node, Verdict verdict) {
    return verdict.seenOn(
        node.getSpec().desiredImage(), node.getStatus() == null ? null : node.getStatus().booted());
  }

  /** Leaves it out of the rollout of what its pool asks for now. */
  public static Decision skip(BootcNode node, BootcNodePool pool, String reason) {
    String name = node.getMetadata().getName();
    Optional<String> noTarget = Target.missing(pool);
    if (noTarget.isPresent()) {
      return new Refused(noTarget.get());
    }
    String target = Target.of(pool);
    if (mark(node).filter(mark -> mark.isAbout(target)).isPresent()) {
      return new AlreadySo("node " + name + " is skipped for " + target);
    }
    if (isOn(node, target)) {
      return new Refused(
          "node " + name + " runs " + target + " already: there is nothing to leave it out of");
    }
    String value = new SkipMark(target, reason).text();
    boolean goesOn = isApproved(node);
    return write(
        name,
        Patch.annotation(BootcApi.SKIP, value),
        BootcApi.SKIP
            + " = "
            + value
            + (goesOn ? "; its reboot is approved, so it goes on, and counts if that fails" : ""),
        goesOn || PoolFacts.isOver(pool) ? Answer.none() : Answer.skipped(name, pool));
  }

  /** Its host may be going down already. */
  private static boolean isApproved(BootcNode node) {
    return WrittenAnnotation.valueOn(node, BootcApi.IN_REBOOT_SLOT) != null
        && node.getSpec().desiredImageState() == DesiredImageState.BOOTED
        && Verdict.failureAt(
                Verdict.fromAnnotation(WrittenAnnotation.valueOn(node, BootcApi.VERDICT))
                    .orElse(null),
                ImageDigest.in(node.getSpec().desiredImage()).map(ImageDigest::text).orElse(""))
            .isEmpty();
  }

  private static boolean isOn(BootcNode node, String target) {
    return NodeState.of(node) == NodeState.UP_TO_DATE
        && ImageDigest.in(node.getSpec().desiredImage())
            .filter(digest -> digest.text().equals(target))
            .isPresent();
  }

  public static Decision takeBackSkip(BootcNode node, BootcNodePool pool) {
    String name = node.getMetadata().getName();
    Optional<SkipMark> mark = mark(node);
    if (mark.isEmpty()) {
      return new AlreadySo("node " + name + " is not skipped");
    }
    boolean isFelt = mark.get().isAbout(Target.of(pool)) && !isOn(node, Target.of(pool));
    return write(
        name,
        Patch.annotation(BootcApi.SKIP, null),
        "takes " + BootcApi.SKIP + " away",
        isFelt ? Answer.notSkipped(name, pool) : Answer.none());
  }

  private static Optional<SkipMark> mark(BootcNode node) {
    return SkipMark.parse(WrittenAnnotation.valueOn(node, BootcApi.SKIP));
  }

  private static Write write(String node, String patch, String words, Answer answer) {
    return new Write(Kind.NODE, node, patch, words, answer);
  }
}
