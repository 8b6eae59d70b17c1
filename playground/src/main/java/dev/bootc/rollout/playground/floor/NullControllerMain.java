package dev.bootc.rollout.playground.floor;

import dev.bootc.rollout.playground.launch.Waiting;
import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** Runs the null controller with the kubeconfig of the environment until it is killed. */
public final class NullControllerMain {
  /** Of its requests to the API server. */
  public static final String USER_AGENT = "bootc-null-controller";

  private NullControllerMain() {}

  /** Starts it on the JVM and the libraries of this one. */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        NullControllerMain.class.getName());
  }

  public static void main(String[] arguments) {
    Config config = Config.fromKubeconfig(new File(System.getenv("KUBECONFIG")));
    try (NullController _ = NullController.start(config, USER_AGENT)) {
      Waiting.forEver();
    }
  }
}
