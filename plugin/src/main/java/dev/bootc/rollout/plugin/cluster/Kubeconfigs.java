package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the kubeconfig as kubectl does: the flag, {@code KUBECONFIG}, the one in the home
 * directory, else the pod's own account. The library would go on with an address of its own where
 * it cannot read one; here that is said.
 */
final class Kubeconfigs {
  private static final String OF_A_POD = "KUBERNETES_SERVICE_HOST";

  private Kubeconfigs() {}

  /**
   * @param file empty for the usual ones
   * @param context empty for the current one
   */
  static Config read(String file, String context) {
    List<String> names =
        file.isEmpty() ? List.copyOf(Config.getKubeconfigFilenames()) : List.of(file);
    List<Path> there = names.stream().map(Path::of).filter(Files::isRegularFile).toList();
    if (there.isEmpty() && (!file.isEmpty() || System.getenv(OF_A_POD) == null)) {
      throw new Problem(
          ExitCode.NO_CLUSTER,
          "there is no kubeconfig at "
              + String.join(", ", names)
              + ": give one by --kubeconfig or KUBECONFIG");
    }
    return there.isEmpty() ? Config.autoConfigure(null) : ofFiles(there, file, context);
  }

  private static Config ofFiles(List<Path> files, String flag, String context) {
    List<KubeconfigFile> read = new ArrayList<>();
    for (Path path : files) {
      read.add(ofFile(path));
    }
    String chosen = context.isEmpty() ? current(read) : known(read, context);
    if (read.size() == 1) {
      Config plain = withoutKubeconfig();
      if (read.getFirst().isApplied(chosen, plain)) {
        return plain;
      }
    }
    if (!flag.isEmpty()) {
      System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, flag);
    }
    System.clearProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY);
    System.clearProperty(Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY);
    return Config.autoConfigure(chosen);
  }

  /** What the environment says besides: proxies, timeouts. */
  private static Config withoutKubeconfig() {
    System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
    System.setProperty(Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY, "false");
    return Config.autoConfigure(null);
  }

  /** Why it cannot be read is not told, since its content may be a secret. */
  private static KubeconfigFile ofFile(Path path) {
    try {
      return KubeconfigFile.read(path)
          .orElseThrow(() ->
              new Problem(
                  ExitCode.NO_CLUSTER,
                  path + " is no kubeconfig: give one by --kubeconfig or KUBECONFIG"));
    } catch (IOException unreadable) {
      throw new Problem(
          ExitCode.NO_CLUSTER, path + " cannot be read: look at its owner and its mode");
    }
  }

  /** The first that is said, as kubectl merges them. */
  private static String current(List<KubeconfigFile> files) {
    return files.stream()
        .map(KubeconfigFile::currentContext)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(name -> known(files, name))
        .orElseThrow(() ->
            new Problem(
                ExitCode.NO_CLUSTER,
                "the kubeconfig has no current-context: choose one of "
                    + String.join(", ", contexts(files))
                    + " by --context"));
  }

  private static String known(List<KubeconfigFile> files, String context) {
    List<String> names = contexts(files);
    if (!names.contains(context)) {
      throw new Problem(
          ExitCode.NO_CLUSTER,
          "there is no context "
              + context
              + " in the kubeconfig; there are: "
              + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return context;
  }

  private static List<String> contexts(List<KubeconfigFile> files) {
    return files.stream().flatMap(each -> each.contexts().stream()).toList();
  }
}
