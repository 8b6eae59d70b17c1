package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import picocli.CommandLine.Option;

/** Whether the output is for people or for programs. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class OutputOption {

  /** The forms. */
  enum Form {
    text,
    json
  }

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
              new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(view));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("views are plain texts and numbers", impossible);
    }
  }
}
