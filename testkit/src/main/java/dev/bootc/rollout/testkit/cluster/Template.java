package dev.bootc.rollout.testkit.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A file of our resources with <code>${name}</code> for what differs from run to run. */
final class Template {

  private Template() {}

  static String filled(String resource, Map<String, String> values) {
    String text = read(resource);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }

  static String read(String resource) {
    try (InputStream content = Template.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IOException("resource " + resource + " is missing");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
