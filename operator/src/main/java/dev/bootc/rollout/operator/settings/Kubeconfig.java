package dev.bootc.rollout.operator.settings;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;

/**
 * How the API server is reached, read once.
 *
 * @param file where it was read
 * @param content what the client's library made of it; has secrets
 */
public record Kubeconfig(Path file, Config content) {
  /** Without the content: nobody can log it by mistake. */
  @Override
  public String toString() {
    return file.toString();
  }
}
