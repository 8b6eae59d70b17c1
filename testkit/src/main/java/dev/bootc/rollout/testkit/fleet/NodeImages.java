package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageInfo;
import org.jspecify.annotations.Nullable;

/** The images on a node, by pull specification. */
record NodeImages(String booted, @Nullable String staged, @Nullable String rollback) {

  ImageInfo bootedInfo() {
    return info(booted);
  }

  @Nullable ImageInfo stagedInfo() {
    return staged == null ? null : info(staged);
  }

  @Nullable ImageInfo rollbackInfo() {
    return rollback == null ? null : info(rollback);
  }

  static boolean sameDigest(String one, String other) {
    return ImageDigest.in(one).isPresent() && ImageDigest.in(one).equals(ImageDigest.in(other));
  }

  private static ImageInfo info(String image) {
    String digest = ImageDigest.in(image).orElseThrow().text();
    return new ImageInfo(image, digest, null, null, "amd64", null, null);
  }
}
