package dev.bootc.rollout.charts;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The defaults of values.yaml and the comments before them. A comment that begins with {@code # --}
 * is the meaning of the key below it, and of what lies in that and has none of its own.
 *
 * @param defaults as in the file, in its order
 * @param meanings by path, such as {@code operator.image.tag}
 */
record ChartValues(Map<String, Object> defaults, Map<String, String> meanings) {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_]+):.*");
  private static final Pattern COMMENT = Pattern.compile(" *# ?(-- )?(.*)");

  @SuppressWarnings("unchecked") // of a file whose keys are texts
  static ChartValues read(Path file) throws IOException {
    String yaml = Files.readString(file);
    return new ChartValues(
        new KubernetesSerialization().unmarshal(yaml, LinkedHashMap.class), meanings(yaml));
  }

  private static Map<String, String> meanings(String yaml) {
    Map<String, String> meanings = new HashMap<>();
    List<String> path = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String line : yaml.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (comment.matches()) {
        if (comment.group(1) != null || !words.isEmpty()) {
          words.add(comment.group(2).strip());
        }
      } else if (key.matches()) {
        path.subList(key.group(1).length() / 2, path.size()).clear();
        path.add(key.group(2));
        if (!words.isEmpty()) {
          meanings.put(String.join(".", path), String.join(" ", words));
          words.clear();
        }
      } else {
        words.clear();
      }
    }
    return meanings;
  }

  /** Paths of values that neither have a meaning of their own nor lie in something that has. */
  List<String> unexplained() {
    return leaves("", defaults).keySet().stream().filter(path -> !isExplained(path)).toList();
  }

  private boolean isExplained(String path) {
    int dot = path.lastIndexOf('.');
    return meanings.containsKey(path) || (dot > 0 && isExplained(path.substring(0, dot)));
  }

  /** In Markdown, a section for each key on top that holds others. */
  String tables() {
    StringBuilder text = new StringBuilder(head("Of everything"));
    defaults.forEach((key, value) -> {
      if (!isMap(value)) {
        text.append(row(key, code(value)));
      }
    });
    defaults.forEach((key, value) -> {
      if (isMap(value)) {
        text.append(head("`" + key + "`"));
        rows(key, value, text);
      }
    });
    return text.append('\n').toString();
  }

  private void rows(String path, Object value, StringBuilder text) {
    if (!isMap(value)) {
      text.append(row(path, code(value)));
      return;
    }
    if (meanings.containsKey(path)) {
      text.append(row(path, ""));
    }
    ((Map<?, ?>) value).forEach((key, inner) -> rows(path + "." + key, inner, text));
  }

  private String row(String path, String value) {
    String meaning = meanings.getOrDefault(path, "").replace("|", "\\|");
    return "| `%s` | %s | %s |\n".formatted(path, value, meaning).replace("|  |", "| |");
  }

  private static String head(String title) {
    return "\n## " + title + "\n\n| value | default | meaning |\n|---|---|---|\n";
  }

  private static String code(Object value) {
    return "`" + (value.equals("") ? "\"\"" : value) + "`";
  }

  private static Map<String, Object> leaves(String path, Map<?, ?> values) {
    Map<String, Object> found = new LinkedHashMap<>();
    values.forEach((key, value) -> {
      if (isMap(value)) {
        found.putAll(leaves(path + key + ".", (Map<?, ?>) value));
      } else {
        found.put(path + key, value);
      }
    });
    return found;
  }

  /** An empty one is a value. */
  private static boolean isMap(Object value) {
    return value instanceof Map<?, ?> map && !map.isEmpty();
  }
}
