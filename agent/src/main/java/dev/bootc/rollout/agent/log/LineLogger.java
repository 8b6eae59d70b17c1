package dev.bootc.rollout.agent.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Hands each event of at least its level on as a line. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final Level least;
  private final transient Consumer<LogLine> output;

  LineLogger(String name, Level least, Consumer<LogLine> output) {
    this.name = name;
    this.least = least;
    this.output = output;
  }

  @Override
  public void log(LoggingEvent event) {
    List<KeyValuePair> values = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
    Object @Nullable [] arguments = event.getArgumentArray();
    write(event.getLevel(), event.getMessage(), arguments, values, event.getThrowable());
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    write(level, message, arguments, List.of(), cause);
  }

  private void write(
      Level level,
      String message,
      Object @Nullable [] arguments,
      List<KeyValuePair> values,
      @Nullable Throwable cause) {
    Map<String, String> context = Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
    output.accept(
        new LogLine(
            Instant.now(),
            level,
            Thread.currentThread().getName(),
            name,
            String.valueOf(MessageFormatter.basicArrayFormat(message, arguments)),
            values,
            context,
            cause));
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= least.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }
}
