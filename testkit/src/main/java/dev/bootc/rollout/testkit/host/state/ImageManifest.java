package dev.bootc.rollout.testkit.host.state;

import java.util.List;

/**
 * An image for one architecture.
 *
 * @param created RFC 3339
 * @param bootable whether it carries the label that bootc asks for
 * @param boundImages images that bootc pulls along with it
 */
public record ImageManifest(
    String digest,
    String version,
    String created,
    boolean bootable,
    boolean softRebootCapable,
    List<Layer> layers,
    List<String> boundImages) {

  public ImageManifest {
    layers = List.copyOf(layers);
    boundImages = List.copyOf(boundImages);
  }

  /** A compressed layer; the size is in bytes. */
  public record Layer(String digest, long size) {
    static Layer of(JsonObject json) {
      return new Layer(json.text("digest"), json.number("size"));
    }

    JsonObject json() {
      return new JsonBuilder().with("digest", digest).with("size", size).build();
    }
  }

  static ImageManifest of(JsonObject json) {
    return new ImageManifest(
        json.text("digest"),
        json.text("version"),
        json.text("created"),
        json.flag("bootable"),
        json.flag("softRebootCapable"),
        json.objects("layers").stream().map(Layer::of).toList(),
        json.texts("lbis"));
  }

  JsonObject json() {
    return new JsonBuilder()
        .with("digest", digest)
        .with("version", version)
        .with("created", created)
        .with("bootable", bootable)
        .with("softRebootCapable", softRebootCapable)
        .withObjects("layers", layers.stream().map(Layer::json).toList())
        .with("lbis", boundImages)
        .build();
  }
}
