package dev.bootc.rollout.testkit.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.CommandRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The product's Helm chart, rendered and judged by Helm itself (a native library, no binary). It
 * has no default for the names of images that are not published; {@code
 * charts/values-for-tests.yaml} gives them some, which other values override.
 */
public final class Chart {
  /** Kubernetes release that {@code .Capabilities} speaks of: the one of the real servers. */
  private static final String KUBERNETES_VERSION = "1.37.2";

  private static final Duration TEMPLATE_WITHIN = Duration.ofMinutes(1);

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final Path folder;

  private Chart(Path folder) {
    this.folder = folder;
  }

  /**
   * The chart of the checkout that the working directory lies in.
   *
   * @throws IllegalStateException where it lies in none
   */
  public static Chart ofThisCheckout() {
    Path start = Path.of("").toAbsolutePath();
    for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
      Path folder = candidate.resolve("charts").resolve("bootc-rollout");
      if (Files.isRegularFile(folder.resolve("Chart.yaml"))) {
        return new Chart(folder);
      }
    }
    throw new IllegalStateException(
        "no charts/bootc-rollout in "
            + start
            + " or above it: run this in a checkout of bootc-rollout");
  }

  public Path folder() {
    return folder;
  }

  /** What Helm's linter complains about, in its strict mode; empty when it is content. */
  public List<String> lint() {
    LintResult result = new Helm(folder).lint().strict().call();
    return result.isFailed() ? List.copyOf(result.getMessages()) : List.of();
  }

  /**
   * All objects as YAML.
   *
   * @param values file whose values override the chart's own
   * @throws IllegalStateException with Helm's message where the chart refuses the values
   */
  public String render(String release, String namespace, Optional<Path> values) {
    TemplateCommand template =
        new Helm(folder)
            .template()
            .withName(release)
            .withNamespace(namespace)
            .withKubeVersion(KUBERNETES_VERSION)
            .withValuesFile(valuesForTests());
    values.ifPresent(template::withValuesFile);
    return template.call();
  }

  /**
   * What Helm runs before or after its work, which it counts to the chart's objects only in its own
   * program: as YAML.
   *
   * @param values file whose values override the chart's own
   * @throws IllegalStateException with Helm's message where the chart refuses the values
   */
  public String renderHooks(String release, String namespace, Optional<Path> values) {
    return Stream.of(template(release, namespace, values).split("(?m)^(?=---$)"))
        .filter(document -> document.contains("helm.sh/hook:"))
        .collect(Collectors.joining());
  }

  private String template(String release, String namespace, Optional<Path> values) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ServerBinaries.ofThisMachine().binary(Server.HELM).toString(),
                "template",
                release,
                folder.toString(),
                "--namespace=" + namespace,
                "--values=" + valuesForTests()));
    values.ifPresent(file -> command.add("--values=" + file));
    try {
      CommandRun run = CommandRun.of(new ProcessBuilder(command), TEMPLATE_WITHIN);
      if (!run.succeeded()) {
        throw new IllegalStateException(run.tail());
      }
      return run.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while helm ran", e);
    }
  }

  /**
   * What {@code helm install} would do on a cluster, whose objects the chart may look up; nothing
   * is installed.
   *
   * @param values file whose values override the chart's own
   * @throws IllegalStateException with Helm's message where the chart or the cluster refuses
   */
  public void tryInstalling(
      String release, String namespace, Path kubeconfig, Optional<Path> values) {
    InstallCommand install =
        new Helm(folder)
            .install()
            .withName(release)
            .withNamespace(namespace)
            .withKubeConfig(kubeconfig)
            .withValuesFile(valuesForTests())
            .dryRun()
            .withDryRunOption(DryRun.SERVER);
    values.ifPresent(install::withValuesFile);
    install.call();
  }

  /** The same as objects, in the order in which Helm installs them. */
  public List<HasMetadata> objects(String release, String namespace, Optional<Path> values) {
    return parse(render(release, namespace, values));
  }

  /**
   * As {@link #objects}, with Helm in a process of its own: for programs that must stay open to
   * Ctrl-C and {@code kill}.
   */
  public List<HasMetadata> objectsFromOwnProcess(
      String release, String namespace, Optional<Path> values) {
    return parse(RenderMain.inOwnProcess(release, namespace, values));
  }

  private Path valuesForTests() {
    return folder.resolveSibling("values-for-tests.yaml");
  }

  /** The same as objects. */
  public List<HasMetadata> hooks(String release, String namespace, Optional<Path> values) {
    return parse(renderHooks(release, namespace, values));
  }

  private static List<HasMetadata> parse(String manifests) {
    Object parsed = YAML.unmarshal(manifests);
    return parsed instanceof Collection<?> many
        ? many.stream().map(HasMetadata.class::cast).toList()
        : List.of((HasMetadata) parsed);
  }
}
