package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.plugin.text.Ages;
import dev.bootc.rollout.plugin.text.Colour;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Instant;
import java.util.List;

/** One node at length. */
public final class NodeText {
  private static final List<String> AT_WORK =
      List.of(NodeConditions.STAGING, NodeConditions.STAGED, NodeConditions.REBOOTING);

  private NodeText() {}

  public static List<String> lines(NodeWhy node, Instant now, Terminal terminal) {
    Lines lines = new Lines(terminal);
    lines.title(
        "node " + node.name() + (node.pool() == null ? "" : " of pool " + node.pool()) + ": ",
        node.state(),
        node.state().equals(NodeConditions.DEGRADED) ? Colour.RED : Colour.NONE);
    images(node, lines);
    lines.fact("agent", agent(node, now));
    slot(node, now, lines);
    if (node.cordon() != null) {
      lines.fact("node", cordon(node.cordon(), now));
    }
    node.holds().forEach(hold -> lines.fact("held by", hold));
    if (node.skip() != null) {
      lines.fact("skipped", PoolView.line(node.skip()));
    }
    if (node.verdict() != null) {
      lines.fact("verdict", verdict(node.verdict(), now));
    }
    waits(node, lines);
    if (!node.blockedBy().isEmpty()) {
      lines.section("Blocked by");
      for (BlockedBy entry : node.blockedBy()) {
        PoolText.blockedBy(entry, lines, now);
      }
    }
    if (!node.mayBeBlockedBy().isEmpty()) {
      lines.section("Perhaps also, as these name their first nodes only");
      for (BlockedBy entry : node.mayBeBlockedBy()) {
        PoolText.blockedBy(entry, lines, now);
      }
    }
    if (node.verdict() != null && node.verdict().isFailure()) {
      lines.line("  another attempt, once the cause is mended:");
      lines.command("kubectl bootc retry " + node.name());
    }
    return lines.all();
  }

  /** An agent says since when it works, and not since when at this. */
  private static String agent(NodeWhy node, Instant now) {
    String since = Ages.since(node.agentSince(), now);
    String reason = node.agent().split(":", 2)[0];
    boolean works = AT_WORK.contains(reason);
    return beside(node.agent(), works && !since.isEmpty() ? "not idle " + since : since);
  }

  private static void images(NodeWhy node, Lines lines) {
    ImageInfo runs = node.runs();
    String version = runs == null || runs.version() == null ? "" : runs.version() + "  ";
    lines.fact("runs", runs == null ? "nothing is reported" : version + runs.image());
    lines.fact("wanted", node.wantedState() + "  " + node.wanted());
  }

  private static void slot(NodeWhy node, Instant now, Lines lines) {
    if (!node.holdsSlot()) {
      lines.fact("slot", "none");
    } else {
      lines.fact("slot", beside("held", Ages.since(node.slotSince(), now)));
      if (node.approvedAt() != null) {
        lines.fact("approved", Ages.since(node.approvedAt(), now));
      }
    }
    if (node.inFlight() != null) {
      lines.fact(
          "rollout",
          beside(PoolView.line(node.inFlight().state()), Ages.since(node.inFlight().since(), now)));
    }
  }

  private static void waits(NodeWhy node, Lines lines) {
    if (node.waits() != null) {
      lines.fact("waits", node.waits());
    } else if (node.mayWait().size() == 1) {
      lines.fact("waits", node.mayWait().getFirst());
    } else if (!node.mayWait().isEmpty()) {
      lines.fact("waits", "for one of these, of which the pool names the first nodes only:");
      node.mayWait().forEach(lines::below);
    }
  }

  private static String cordon(NodeCordon cordon, Instant now) {
    String ready = "Ready=" + cordon.ready();
    if (!cordon.cordoned()) {
      return ready;
    }
    return cordon.by() == null
        ? ready + ", cordoned by somebody else"
        : ready
            + ", cordoned by the rollout of "
            + cordon.by()
            + " "
            + Ages.since(cordon.since(), now);
  }

  private static String verdict(Verdict verdict, Instant now) {
    String message = verdict.message() == null ? "" : ": " + PoolView.line(verdict.message());
    return beside(
        verdict.outcome().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
            + " at attempt "
            + verdict.attempt()
            + message,
        Ages.since(verdict.since(), now));
  }

  private static String beside(String text, String since) {
    return since.isEmpty() ? text : text + "  " + since;
  }
}
