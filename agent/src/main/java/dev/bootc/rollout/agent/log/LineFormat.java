package dev.bootc.rollout.agent.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** How a line is written, its end included. */
public enum LineFormat {
  /** For people: no context, because it is the same in all lines of a node. */
  PLAIN {
    @Override
    String text(LogLine line) {
      StringBuilder text = new StringBuilder();
      text.append(TIME.format(line.at().atOffset(ZoneOffset.UTC)))
          .append(' ')
          .append("%-5s".formatted(line.level()))
          .append(' ')
          .append(line.logger().substring(line.logger().lastIndexOf('.') + 1))
          .append(' ')
          .append(line.message());
      for (KeyValuePair value : line.values()) {
        text.append(' ').append(value.key).append("=\"").append(inQuotes(value)).append('"');
      }
      text.append('\n');
      if (line.cause() != null) {
        text.append(stackTrace(line.cause()));
      }
      return text.toString();
    }
  },

  /** For programs, with the names of fields that logback's JSON encoder uses in the operator. */
  JSON {
    @Override
    String text(LogLine line) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = FACTORY.createGenerator(text)) {
        json.writeStartObject();
        json.writeNumberField("timestamp", line.at().toEpochMilli());
        json.writeStringField("level", line.level().toString());
        json.writeStringField("threadName", line.thread());
        json.writeStringField("loggerName", line.logger());
        writeContext(json, line.context());
        json.writeStringField("message", line.message());
        writeValues(json, line);
        writeCause(json, line.cause());
        json.writeEndObject();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return text.append('\n').toString();
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
  private static final JsonFactory FACTORY = new JsonFactory();

  /** As it is named in the settings. */
  public static Optional<LineFormat> of(String setting) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(setting))
        .findFirst();
  }

  abstract String text(LogLine line);

  /** What a host printed may have quotes and several lines, and an event has one. */
  private static String inQuotes(KeyValuePair value) {
    return String.valueOf(value.value)
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replaceAll("\\p{Cntrl}", "\uFFFD");
  }

  private static void writeContext(JsonGenerator json, Map<String, String> context)
      throws IOException {
    json.writeObjectFieldStart("mdc");
    for (Map.Entry<String, String> entry : new TreeMap<>(context).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeValues(JsonGenerator json, LogLine line) throws IOException {
    if (line.values().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("kvpList");
    for (KeyValuePair value : line.values()) {
      json.writeStartObject();
      json.writeStringField(value.key, String.valueOf(value.value));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCause(JsonGenerator json, @Nullable Throwable cause) throws IOException {
    if (cause == null) {
      return;
    }
    json.writeObjectFieldStart("throwable");
    json.writeStringField("className", cause.getClass().getName());
    json.writeStringField("message", cause.getMessage());
    json.writeStringField("stackTrace", stackTrace(cause));
    json.writeEndObject();
  }

  private static String stackTrace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
