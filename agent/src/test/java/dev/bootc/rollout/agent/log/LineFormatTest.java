package dev.bootc.rollout.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

class LineFormatTest {
  private static final Instant AT = Instant.parse("2026-11-22T16:00:00.120Z");

  @Test
  void shouldWriteOneLineWithNodeAndDigestWhenTheFormatIsJson() throws IOException {
    // Given
    LogLine line = line("it said \"no\"\nand more", null);

    // When
    String text = LineFormat.JSON.text(line);

    // Then
    assertThat(text).endsWith("\n");
    assertThat(text.strip().lines()).hasSize(1);
    JsonNode json = new JsonMapper().readTree(text);
    assertThat(json.path("timestamp").asLong()).isEqualTo(AT.toEpochMilli());
    assertThat(json.path("level").asText()).isEqualTo("WARN");
    assertThat(json.path("mdc").path("node").asText()).isEqualTo("node-1");
    assertThat(json.path("mdc").path("digest").asText()).isEqualTo("sha256:abc");
    assertThat(json.path("message").asText()).isEqualTo("it said \"no\"\nand more");
    assertThat(json.path("kvpList").path(0).path("attempt").asText()).isEqualTo("2");
  }

  @Test
  void shouldTellTheCauseWhenThereIsOne() throws IOException {
    // Given
    LogLine line = line("a pass failed", new IllegalStateException("no disk"));

    // When
    JsonNode json = new JsonMapper().readTree(LineFormat.JSON.text(line));

    // Then
    assertThat(json.path("throwable").path("className").asText())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(json.path("throwable").path("stackTrace").asText())
        .contains("LineFormatTest.shouldTellTheCauseWhenThereIsOne");
    assertThat(LineFormat.PLAIN.text(line))
        .contains("IllegalStateException: no disk")
        .contains("LineFormatTest.shouldTellTheCauseWhenThereIsOne");
  }

  @Test
  void shouldBeShortWhenTheFormatIsPlain() {
    // Given
    LogLine line = line("staging begins", null);

    // When
    String text = LineFormat.PLAIN.text(line);

    // Then
    assertThat(text)
        .isEqualTo("2026-11-22T16:00:00.120Z WARN  ActionRunner staging begins attempt=\"2\"\n");
  }

  @Test
  void shouldKeepToOneLineWhenAValueHasSeveral() throws IOException {
    // Given
    LogLine line =
        new LogLine(
            AT,
            Level.WARN,
            "agent",
            "dev.bootc.rollout.agent.ActionRunner",
            "a step towards the image failed",
            List.of(new KeyValuePair("reason", "error: \"x\" is\nno C:\\ path")),
            Map.of(),
            null);

    // When
    String plain = LineFormat.PLAIN.text(line);
    String json = LineFormat.JSON.text(line);

    // Then
    assertThat(plain)
        .endsWith(
            "a step towards the image failed reason=\"error: \\\"x\\\" is\\nno C:\\\\ path\"\n");
    assertThat(json.strip().lines()).hasSize(1);
    assertThat(new JsonMapper().readTree(json).path("kvpList").path(0).path("reason").asText())
        .isEqualTo("error: \"x\" is\nno C:\\ path");
  }

  @Test
  void shouldFillInArgumentsAndKeepTheLevelWhenALoggerIsUsed() {
    // Given
    List<LogLine> lines = new ArrayList<>();
    LineLogger logger = new LineLogger("a.b.C", Level.WARN, lines::add);

    // When
    logger.info("too little");
    logger.warn("{} of {}", 1, 2);
    logger.atError().addKeyValue("k", "v").setCause(new IllegalStateException("x")).log("bad");

    // Then
    assertThat(lines).extracting(LogLine::message).containsExactly("1 of 2", "bad");
    assertThat(lines.getLast().values()).hasSize(1);
    assertThat(lines.getLast().cause()).hasMessage("x");
  }

  @Test
  void shouldListenLessToLibrariesWhenTheyTellWhatIsKnown() {
    // Given
    String known = "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils";

    // When
    Level least = LineLogging.least(known);

    // Then
    assertThat(least).isEqualTo(Level.ERROR);
    assertThat(LineLogging.least("io.fabric8.kubernetes.client.Config")).isEqualTo(Level.WARN);
    assertThat(LineLogging.least("dev.bootc.rollout.agent.AgentLoop")).isEqualTo(Level.INFO);
  }

  private static LogLine line(String message, @Nullable Throwable cause) {
    return new LogLine(
        AT,
        Level.WARN,
        "agent",
        "dev.bootc.rollout.agent.ActionRunner",
        message,
        List.of(new KeyValuePair("attempt", 2)),
        Map.of("node", "node-1", "digest", "sha256:abc"),
        cause);
  }
}
