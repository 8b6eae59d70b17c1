package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Whether the output is for people or for programs. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class OutputOption {

  /** The forms. */
  enum Form {
    text,
    json
  }

  /** Characters that act on a terminal and that Jackson writes as they are. */
  private static final Pattern ACTING =
      Pattern.compile("[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]");

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "FORM",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  Form form;

  boolean isJson() {
    return form == Form.json;
  }

  static void print(Session session, Object view) {
    try {
      session
          .out()
          .println(
              escaped(
                  new ObjectMapper()
                      .enable(SerializationFeature.INDENT_OUTPUT)
                      .writeValueAsString(view)));
      session.awaitReader();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("views are plain texts and numbers", impossible);
    }
  }

  /** Where it is a terminal after all; in JSON they can only be within a text. */
  private static String escaped(String json) {
    return ACTING
        .matcher(json)
        .replaceAll(sign -> "\\\\u%04x".formatted((int) sign.group().charAt(0)));
  }
}
