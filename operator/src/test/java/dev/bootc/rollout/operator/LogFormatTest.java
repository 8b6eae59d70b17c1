package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** What {@code logback.xml} makes of an event of ours. */
final class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void shouldEndWithTheValuesWhenTheFormatIsPlain() throws JoranException {
    // When
    String line = line("plain", new KeyValuePair("pool", "workers"));

    // Then
    assertThat(line).endsWith(" INFO  Departures - node left pool=\"workers\"\n");
  }

  @Test
  void shouldStayOnItsLineWhenAValueHasSeveral() throws JoranException {
    // When
    String line = line("plain", new KeyValuePair("why", "one\r\ntwo"));

    // Then
    assertThat(line).endsWith(" - node left why=\"one two\"\n");
  }

  @Test
  void shouldEndWithTheMessageWhenThereAreNoValues() throws JoranException {
    // When
    String line = line("plain");

    // Then
    assertThat(line).endsWith(" - node left\n");
  }

  @Test
  void shouldKeepTheValuesApartWhenTheFormatIsJson() throws JoranException {
    // When
    String line = line("json", new KeyValuePair("pool", "workers"));

    // Then
    assertThat(line)
        .contains("\"formattedMessage\":\"node left\"", "{\"pool\":\"workers\"}")
        .endsWith("}\n");
  }

  private String line(String format, KeyValuePair... values) throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("bootc.rollout.log.format", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) root.getAppender(format);
    return new String(appender.getEncoder().encode(event(values)), StandardCharsets.UTF_8);
  }

  private LoggingEvent event(KeyValuePair... values) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("dev.bootc.rollout.operator.nodepool.Departures"),
            Level.INFO,
            "node left",
            null,
            new Object[0]);
    event.setInstant(Instant.EPOCH);
    for (KeyValuePair value : values) {
      event.addKeyValuePair(value);
    }
    return event;
  }
}
