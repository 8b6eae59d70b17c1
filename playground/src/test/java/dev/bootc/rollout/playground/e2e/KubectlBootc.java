package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a person types: {@code kubectl bootc …}. In this process, with the plugin's own jars, since
 * each start takes as long as all that a verb does; or as kubectl starts it.
 */
final class KubectlBootc {
  private static final Path LAUNCHER = Path.of("..", "bin", "kubectl-bootc").toAbsolutePath();
  private static final Path BUILT = Path.of("..", "plugin", "target").toAbsolutePath();
  private static final ClassLoader PLUGIN = plugin();
  private static final Method RUN = run();

  private final Path kubeconfig;

  KubectlBootc(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * What came of it.
   *
   * @param said what it printed, what went wrong included
   */
  record Said(int code, String said) {}

  Said say(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--kubeconfig=" + kubeconfig);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // By that the library finds its HTTP client.
    Thread.currentThread().setContextClassLoader(PLUGIN);
    try {
      int code = (int) RUN.invoke(null, out, out, all.toArray(String[]::new));
      return new Said(code, said.toString(StandardCharsets.UTF_8).strip());
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** As kubectl starts it, in a process of its own. */
  Said launch(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
      return new Said(process.exitValue(), said.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }

  /** Knows nothing of this test's classes, as the plugin of a person does not. */
  private static ClassLoader plugin() {
    try (Stream<Path> own = Files.list(BUILT);
        Stream<Path> libraries = Files.list(BUILT.resolve("lib"))) {
      List<URL> urls = new ArrayList<>();
      for (Path jar : Stream.concat(own, libraries).toList()) {
        if (jar.toString().endsWith(".jar")) {
          urls.add(jar.toUri().toURL());
        }
      }
      return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Method run() {
    try {
      return PLUGIN
          .loadClass("dev.bootc.rollout.plugin.KubectlBootcMain")
          .getMethod("run", PrintStream.class, PrintStream.class, String[].class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("build the plugin first", e);
    }
  }
}
