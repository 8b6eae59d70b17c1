package dev.bootc.rollout.agent.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * One event.
 *
 * @param logger full name of the class that logs
 * @param context what holds for all lines of the thread: SLF4J's MDC
 */
record LogLine(
    Instant at,
    Level level,
    String thread,
    String logger,
    String message,
    List<KeyValuePair> values,
    Map<String, String> context,
    @Nullable Throwable cause) {

  LogLine {
    values = List.copyOf(values);
    context = Map.copyOf(context);
  }
}
