package dev.bootc.rollout.plugin.forecast;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.plugin.forecast.Forecast.Expected;
import dev.bootc.rollout.plugin.forecast.Forecast.Turn;
import dev.bootc.rollout.plugin.text.Colour;
import dev.bootc.rollout.plugin.text.Table;
import dev.bootc.rollout.plugin.text.Table.Cell;
import dev.bootc.rollout.plugin.text.Terminal;
import java.util.ArrayList;
import java.util.List;

/** A forecast in lines. */
public final class ForecastText {
  private static final int LONGEST_NAME = 160;

  private ForecastText() {}

  public static List<String> lines(Forecast forecast, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "pool %s: %s; %d in flight of %s at a time%s"
            .formatted(
                forecast.pool(),
                forecast.phase().isEmpty() ? "says nothing yet" : forecast.phase(),
                forecast.inFlight(),
                forecast.allowed() == null ? "?" : forecast.allowed(),
                forecast.estimatedEnd() == null
                    ? ""
                    : "; expected end " + forecast.estimatedEnd()));
    lines.addAll(ofAll(forecast));
    for (BlockedBy entry : forecast.blockedBy()) {
      lines.add(
          terminal.paint(Colour.RED, entry.kind())
              + "  "
              + entry.object()
              + ": "
              + entry.message());
      lines.add("  next: " + entry.nextAction());
    }
    Table table = new Table("TURN", "NODE", "IS", "DRAIN", "WHY");
    for (Expected node : forecast.nodes()) {
      table.row(
          Cell.of(node.place() == null ? "-" : Integer.toString(node.place())),
          Cell.of(node.node()),
          new Cell(words(node.turn()), node.turn() == Turn.FAILED ? Colour.RED : Colour.NONE),
          Cell.of(node.drain() == null ? "-" : drain(node.drain())),
          Cell.of(why(node)));
    }
    lines.addAll(table.lines(terminal));
    forecast.unread().forEach(what -> lines.add("not read, so the forecast lacks it: " + what));
    return lines;
  }

  /** What holds whatever the state of a node. */
  private static List<String> ofAll(Forecast forecast) {
    List<String> lines = new ArrayList<>();
    if (forecast.startsNothing()) {
      lines.add("nothing is started as it is");
    }
    if (forecast.nextPausedBy() != null) {
      lines.add(
          "the next rollout begins paused, by "
              + ForeignText.line(forecast.nextPausedBy(), LONGEST_NAME));
    }
    return lines;
  }

  private static String words(Turn turn) {
    return switch (turn) {
      case IN_FLIGHT -> "in flight";
      case NEXT -> "next";
      case LATER -> "later";
      case FAILED -> "failed";
      case SKIPPED -> "skipped";
      case DONE -> "done";
    };
  }

  private static String drain(DrainForecast drain) {
    return drain.leave() + (drain.leave() == 1 ? " pod" : " pods");
  }

  private static String why(Expected node) {
    List<String> all = new ArrayList<>();
    if (node.drain() != null) {
      all.addAll(node.drain().held());
    }
    if (!node.why().isEmpty()) {
      all.add(node.why());
    }
    return String.join("; ", all);
  }
}
