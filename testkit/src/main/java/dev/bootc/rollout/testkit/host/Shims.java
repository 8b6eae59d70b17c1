package dev.bootc.rollout.testkit.host;

import com.fasterxml.jackson.core.JsonFactory;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.process.Folders;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The fake commands of a host as executables. Those that replace themselves by another command are
 * shell scripts through and through, because a JVM cannot; the others start a JVM.
 */
final class Shims {
  private static final List<String> JAVA_TOOLS =
      List.of("bootc", "ostree", "systemctl", "systemd-run", "journalctl");
  private static final List<String> IMAGE_TOOLS = List.of("bootc", "ostree");
  private static final List<String> SHELL_TOOLS =
      List.of("nsenter", "env", "unshare", "mountpoint");

  /** Of all hosts of this JVM: a command that finds its classes there needs half the time. */
  private static final Path CLASSES = classes();

  private Shims() {}

  private static Path classes() {
    try {
      Path classes = Files.createTempDirectory("bootc-rollout-host-tools-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(classes), "host-tools"));
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path classes) {
    try {
      Folders.delete(classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All commands, into the host's {@code bin}. */
  static void write(HostFolder folder) {
    JAVA_TOOLS.forEach(tool -> javaTool(folder, folder.bin(), tool, CLASSES));
    for (String tool : SHELL_TOOLS) {
      executable(
          folder.bin().resolve(tool),
          tool,
          Map.of(
              "@bin@",
              folder.bin().toString(),
              "@root@",
              folder.root().toString(),
              "@settings@",
              folder.settings().toString()));
    }
  }

  /** Only the commands that have no real counterpart beside a real systemd. */
  static void writeImageTools(HostFolder folder, Path directory) {
    IMAGE_TOOLS.forEach(tool -> javaTool(folder, directory, tool, folder.root()));
  }

  /** What the executables need to be there, no more. */
  static List<Path> needs() {
    return List.of(
        Path.of(System.getProperty("java.home")),
        location(FakeHostMain.class),
        location(JsonFactory.class));
  }

  /**
   * @param classes where the first such command leaves its classes for the others
   */
  private static void javaTool(HostFolder folder, Path directory, String tool, Path classes) {
    executable(
        directory.resolve(tool),
        // A JVM leaves no classes of folders, as they are before the test kit is packaged.
        Files.isDirectory(location(FakeHostMain.class)) ? "java-tool-of-folders" : "java-tool",
        Map.of(
            "@java@",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@host@",
            folder.root().toString(),
            "@classes@",
            classes.resolve(tool + ".jsa").toString(),
            "@classpath@",
            location(FakeHostMain.class) + File.pathSeparator + location(JsonFactory.class),
            "@tool@",
            tool));
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void executable(Path file, String template, Map<String, String> values) {
    String script = template(template + ".sh");
    for (Map.Entry<String, String> value : values.entrySet()) {
      script = script.replace(value.getKey(), quoted(value.getValue()));
    }
    HostFolder.write(file, script);
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String template(String name) {
    try (InputStream resource = Shims.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
