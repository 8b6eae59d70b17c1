package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeUpdate.Approve;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitRecovery;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitStaged;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdate.Drain;
import dev.bootc.rollout.workflows.node.NodeUpdate.Over;
import dev.bootc.rollout.workflows.node.NodeUpdate.RecordFailure;
import dev.bootc.rollout.workflows.node.NodeUpdate.Release;
import dev.bootc.rollout.workflows.node.NodeUpdate.TakeSlot;
import dev.bootc.rollout.workflows.text.ShortDigests;
import dev.bootc.rollout.workflows.text.ShownText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * What the update of a node has been through, in words: the Markdown board that the Temporal Web UI
 * shows as its current details, and what its waits are called in the timeline.
 */
final class NodeBoard {
  /** A node that is tried again and again tells of its latest steps. */
  private static final int LATEST = 20;

  /** Temporal takes 400 bytes; a bar of a timeline has room for less. */
  private static final int LONGEST_SUMMARY = 100;

  private static final int LONGEST_LINE = 300;

  private static final String KEEPS_ITS_SLOT =
      "keeps its slot, cordoned, until it is back or tried again";

  private final NodeRef ref;
  private final Deque<Line> lines = new ArrayDeque<>();
  private String failure = "";
  private boolean waitsForAPerson;

  private record Line(Instant since, String what) {}

  NodeBoard(NodeRef ref) {
    this.ref = ref;
  }

  void enter(NodeUpdate state, Instant now) {
    if (state instanceof RecordFailure failed) {
      failure = failure(failed.verdict(), failed.message());
    } else if (state instanceof AwaitStaged) {
      // What comes now is about another image.
      failure = "";
    }
    waitsForAPerson = state instanceof AwaitRecovery;
    // What it failed at stands on the line before.
    say(waitsForAPerson && !failure.isEmpty() ? KEEPS_ITS_SLOT : words(state), now);
  }

  void say(String what, Instant now) {
    if (lines.size() == LATEST) {
      lines.removeFirst();
    }
    lines.addLast(new Line(now.truncatedTo(ChronoUnit.SECONDS), line(what, LONGEST_LINE)));
  }

  /** What the wait of that state is called. */
  String summary(NodeUpdate state) {
    return line(ref.node() + " " + words(state), LONGEST_SUMMARY);
  }

  /** In Markdown, in lines that wrap: the Web UI has half a page for it, and cuts wide tables. */
  String text() {
    StringBuilder board = new StringBuilder(512);
    Line last = lines.getLast();
    board
        .append("## Node `")
        .append(ref.node())
        .append("` of pool `")
        .append(ref.pool())
        .append("`\n\nSince ")
        .append(last.since())
        .append(": ")
        .append(waitsForAPerson && !failure.isEmpty() ? ShownText.in(failed()) + "; " : "")
        .append(ShownText.in(last.what()))
        .append("\n\n");
    if (waitsForAPerson) {
      board
          .append("Another attempt, once it is mended: `")
          .append(ref.tryAgainCommand())
          .append("`\n\n");
    }
    board.append("### So far\n\n");
    lines.forEach(line ->
        board
            .append("- ")
            .append(line.since())
            .append(": ")
            .append(ShownText.in(line.what()))
            .append('\n'));
    return board.toString();
  }

  private String words(NodeUpdate state) {
    return switch (state) {
      case TakeSlot s ->
          s.slotFor() == null
              ? "goes on in its slot, if it has one"
              : "asks for a slot, and is cordoned in it";
      case Drain _ -> "drains; while it does, Pending Activities says which pods are left, and why";
      case Approve _ -> "is to be let reboot, if it is still cordoned and empty";
      case AwaitStaged _ -> "stages, in its slot, the image that is asked for by now";
      case AwaitUpdate s -> "is awaited on " + shortText(s.digest()) + ", back and Ready";
      case RecordFailure s -> "failed: " + failure(s.verdict(), s.message());
      case AwaitRecovery _ -> recovery();
      case Release s -> "gives its slot back: " + failure(s.verdict(), s.message());
      case Over s ->
          "is over: " + inWords(s.result().outcome().name()) + ", " + s.result().message();
    };
  }

  private String recovery() {
    return (failure.isEmpty() ? "had its attempt at this image" : failed()) + "; " + KEEPS_ITS_SLOT;
  }

  private String failed() {
    return line("failed: " + failure, LONGEST_LINE);
  }

  private static String failure(Verdict.Outcome verdict, String message) {
    return inWords(verdict.name()) + (message.isBlank() ? "" : ": " + message);
  }

  private static String inWords(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String shortText(String digest) {
    return ImageDigest.isValid(digest) ? new ImageDigest(digest).shortText() : "its image";
  }

  private static String line(String text, int longest) {
    return ForeignText.line(ShortDigests.in(text), longest);
  }
}
