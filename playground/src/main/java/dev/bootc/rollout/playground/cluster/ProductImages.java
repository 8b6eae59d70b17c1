package dev.bootc.rollout.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.cluster.ImageArchive;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images that the chart's pods run: those of {@code images/build}, and Temporal's server by the
 * name that the chart gives it, made of the binary that tests use, since it cannot be pulled here.
 */
final class ProductImages {
  /** Beginning of the names that {@code images/build} gives without being told others. */
  static final String REPOSITORY = "localhost/bootc-rollout/";

  private static final List<String> OURS = List.of("operator", "agent");

  private ProductImages() {}

  /** Why there are none, with the mend. */
  static Optional<String> obstacle() {
    return OURS.stream()
        .map(ProductImages::archive)
        .filter(archive -> !Files.exists(archive))
        .findFirst()
        .map(archive -> archive + " is missing: images/build makes it");
  }

  /** Archives to load into nodes; what has to be written goes into the folder. */
  static List<Path> archives(ServerBinaries binaries, Path folder) throws IOException {
    Path temporal =
        ImageArchive.of(temporal(), binaries.binary(Server.TEMPORAL), "temporal", 1000, folder);
    return List.of(archive("operator"), archive("agent"), temporal);
  }

  private static Path archive(String image) {
    return Checkout.root().resolve("target/images/" + image + "-amd64.docker.tar");
  }

  private static String temporal() throws IOException {
    Path values = Checkout.root().resolve("charts/bootc-rollout/values.yaml");
    JsonNode image =
        new KubernetesSerialization()
            .unmarshal(Files.readString(values), JsonNode.class)
            .at("/temporal/embedded/image");
    return image.get("repository").asText() + ":" + image.get("tag").asText();
  }
}
