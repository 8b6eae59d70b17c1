package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageRef;
import java.net.URI;

/** Where a reference is asked for. Docker's Hub answers under another name than its images have. */
final class RegistryAddress {
  private static final String HUB = "docker.io";

  private RegistryAddress() {}

  /** As the reference names it. */
  static String host(ImageRef.Tagged ref) {
    return ref.name().substring(0, ref.name().indexOf('/'));
  }

  static String repository(ImageRef.Tagged ref) {
    String path = ref.name().substring(ref.name().indexOf('/') + 1);
    return isHub(ref) && path.indexOf('/') < 0 ? "library/" + path : path;
  }

  static URI manifest(String scheme, ImageRef.Tagged ref) {
    String host = isHub(ref) ? "registry-1.docker.io" : host(ref);
    return URI.create(scheme + "://" + host + "/v2/" + repository(ref) + "/manifests/" + ref.tag());
  }

  private static boolean isHub(ImageRef.Tagged ref) {
    return named(host(ref)).equals(HUB);
  }

  /** One name for a host that has several. */
  static String named(String host) {
    return host.equals("index." + HUB) ? HUB : host;
  }
}
