package dev.bootc.rollout.plugin.forecast;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bootc.rollout.api.BlockedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would do from here on. It is also what {@code -o json} prints.
 *
 * @param phase as the status has it
 * @param startsNothing whether something has to be mended before any node starts
 * @param allowed nodes that may be in flight at a time; absent where the spec cannot be read
 * @param inFlight nodes that are
 * @param blockedBy what is in the way
 * @param nodes those in flight, those to come in their order, those that wait for a person, and
 *     those that are done
 * @param unread what the order may turn on and could not be read
 * @param nextPausedBy who holds the next rollout already, where this one is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Forecast(
    String pool,
    String phase,
    boolean startsNothing,
    @Nullable Integer allowed,
    int inFlight,
    @Nullable String estimatedEnd,
    List<BlockedBy> blockedBy,
    List<Expected> nodes,
    List<String> unread,
    @Nullable String nextPausedBy) {
  public Forecast {
    blockedBy = List.copyOf(blockedBy);
    nodes = List.copyOf(nodes);
    unread = List.copyOf(unread);
  }

  /** What becomes of a node. */
  public enum Turn {
    /** Holds its slot. */
    IN_FLIGHT,
    /** Is started as soon as nothing is in the way. */
    NEXT,
    LATER,
    /** Has failed, and is not tried again before somebody says so. */
    FAILED,
    SKIPPED,
    DONE
  }

  /**
   * One node.
   *
   * @param place in the order of those to come, from 1; absent for others
   * @param why what is known of it, for humans; may be empty
   * @param drain present for the next ones, where it could be read
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Expected(
      String node, Turn turn, @Nullable Integer place, String why, @Nullable DrainForecast drain) {

    public Expected with(@Nullable DrainForecast seen) {
      return new Expected(node, turn, place, why, seen);
    }
  }

  /** The same with what drains would meet. */
  public Forecast with(List<Expected> others, List<String> unreadToo) {
    return new Forecast(
        pool,
        phase,
        startsNothing,
        allowed,
        inFlight,
        estimatedEnd,
        blockedBy,
        others,
        unreadToo,
        nextPausedBy);
  }
}
