package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
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
    Optional<Verdict> verdict = Verdict.fromAnnotation(written).map(seen -> seenOn(node, seen));
    if (written == null) {
      return new Refused("node " + name + " has had no attempt that could be repeated");
    }
    if (verdict.isPresent() && !verdict.get().isFailure()) {
      return new AlreadySo("the last attempt of node " + name + " did not fail");
    }
    return write(
        name,
        Patch.annotation(BootcApi.VERDICT, null),
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
    String target = pool.getStatus() == null ? null : pool.getStatus().targetDigest();
    if (target == null) {
      return new Refused(
          "no operator has said yet what the pool asks for (status.targetDigest is empty)");
    }
    if (mark(node).filter(mark -> mark.isAbout(target)).isPresent()) {
      return new AlreadySo("node " + name + " is skipped for " + target);
    }
    String value = new SkipMark(target, reason).text();
    return write(
        name,
        Patch.annotation(BootcApi.SKIP, value),
        BootcApi.SKIP + " = " + value,
        Answer.skipped(name));
  }

  public static Decision takeBackSkip(BootcNode node) {
    String name = node.getMetadata().getName();
    return mark(node).isEmpty()
        ? new AlreadySo("node " + name + " is not skipped")
        : write(
            name,
            Patch.annotation(BootcApi.SKIP, null),
            "takes " + BootcApi.SKIP + " away",
            Answer.notSkipped(name));
  }

  private static Optional<SkipMark> mark(BootcNode node) {
    return SkipMark.parse(WrittenAnnotation.valueOn(node, BootcApi.SKIP));
  }

  private static Write write(String node, String patch, String words, Answer answer) {
    return new Write(Kind.NODE, node, patch, words, answer);
  }
}
