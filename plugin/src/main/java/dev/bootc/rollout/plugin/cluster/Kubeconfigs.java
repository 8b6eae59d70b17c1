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
    List<Path> there =
        names.stream()
            .map(Path::of)
            .filter(Files::exists)
            .filter(path -> !Files.isDirectory(path))
            .toList();
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
    String name = context.isEmpty() ? current(read) : known(read, context);
    KubeconfigContext chosen = KubeconfigContext.of(read, name);
    Config config;
    if (chosen.isPlain()) {
      config = withoutKubeconfig();
      chosen.apply(config);
    } else {
      config = byTheLibrary(read, flag, name);
    }
    chosen.applyIdentity(config);
    return config;
  }

  private static Config byTheLibrary(List<KubeconfigFile> read, String flag, String context) {
    KubeconfigFile first = read.getFirst();
    if (read.size() == 1 && !Files.isRegularFile(first.path())) {
      return Config.fromKubeconfig(first.choosing(context));
    }
    if (!flag.isEmpty()) {
      System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, flag);
    }
    return Config.autoConfigure(context);
  }

  /** What the environment says besides: proxies, timeouts. */
  private static Config withoutKubeconfig() {
    List<String> switches =
        List.of(
            Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
            Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY);
    switches.forEach(each -> System.setProperty(each, "false"));
    try {
      return Config.autoConfigure(null);
    } finally {
      switches.forEach(System::clearProperty);
    }
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
