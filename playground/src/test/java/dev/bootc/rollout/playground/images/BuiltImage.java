package dev.bootc.rollout.playground.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One image for one architecture, unpacked from the archive for Docker and containerd. */
record BuiltImage(String reference, JsonNode configuration, Path root) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Path folder() {
    return Checkout.folder().resolve("target/images");
  }

  /** Why there is none, with the mend. */
  static Optional<String> obstacle() {
    return Files.exists(folder().resolve("operator.digest"))
            && Files.exists(folder().resolve("agent.digest"))
        ? Optional.empty()
        : Optional.of(
            "no images in "
                + folder()
                + ": build them with images/build, or have Maven do it with -Pimages");
  }

  static BuiltImage unpack(String name, String architecture, Path into)
      throws IOException, InterruptedException {
    Path layers = Files.createDirectories(into.resolve(name + "-" + architecture));
    Path root = Files.createDirectories(into.resolve(name + "-" + architecture + "-root"));
    extract(folder().resolve(name + "-" + architecture + ".docker.tar"), layers);
    JsonNode manifest = read(layers.resolve("manifest.json")).get(0);
    for (JsonNode layer : manifest.get("Layers")) {
      extract(layers.resolve(layer.asText()), root);
    }
    return new BuiltImage(
        manifest.get("RepoTags").get(0).asText(),
        read(layers.resolve(manifest.get("Config").asText())),
        root);
  }

  static JsonNode read(Path json) throws IOException {
    return JSON.readTree(json.toFile());
  }

  /** What it says of how it is run. */
  JsonNode run() {
    return configuration.get("config");
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Of the class path; the runtime has a jar of its own. */
  List<Path> jars() throws IOException {
    Path application = root.resolve("opt/bootc-rollout");
    return files().stream()
        .filter(file -> file.startsWith(application) && file.toString().endsWith(".jar"))
        .toList();
  }

  private static void extract(Path archive, Path into) throws IOException, InterruptedException {
    Checkout.run(into, List.of("tar", "--warning=no-unknown-keyword", "-xpf", archive.toString()));
  }
}
