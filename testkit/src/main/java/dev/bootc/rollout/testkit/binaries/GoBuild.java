package dev.bootc.rollout.testkit.binaries;

import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds a project's servers from their published Go modules. The modules' versions and checksums
 * are pinned by the {@code go.mod} and {@code go.sum} in our resources.
 *
 * <p>All servers of a project are built by one command: they share most of their compile work.
 */
record GoBuild(Map<String, String> environment, ServerCache cache, Consumer<String> progress)
    implements BinarySource {

  private static final Duration LIMIT = Duration.ofMinutes(40);

  @Override
  public Attempt find(Server server) throws IOException, InterruptedException {
    ServerProject project = server.project();
    Optional<Path> go = new BinaryOnPath(environment).locate("go");
    if (go.isEmpty()) {
      return new Missed(
          "Go build: no go on PATH (Go " + project.goVersion() + " or newer would do)");
    }
    Path folder = cache.workFolder(project);
    try {
      copyModule(project, folder);
      progress.accept(
          "Building %s %s from source, about %s on 2 cores, once per machine"
              .formatted(project.projectName(), project.version(), project.buildTime()));
      CommandRun build = CommandRun.of(command(go.get(), project, folder), LIMIT);
      if (!build.succeeded()) {
        return new Missed(
            "Go build: failed with exit code " + build.exitCode() + ":\n" + build.tail());
      }
      for (Server built : Server.of(project)) {
        cache.publish(built, folder.resolve("out").resolve(built.goOutputName()));
      }
      return new Found(cache.path(server));
    } finally {
      Folders.delete(folder);
    }
  }

  private static void copyModule(ServerProject project, Path folder) throws IOException {
    for (String file : List.of("go.mod", "go.sum")) {
      String resource = project.projectName() + "/" + file;
      try (InputStream content = GoBuild.class.getResourceAsStream(resource)) {
        if (content == null) {
          throw new IOException("resource " + resource + " is missing");
        }
        Files.copy(content, folder.resolve(file));
      }
    }
  }

  private static ProcessBuilder command(Path go, ServerProject project, Path folder) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(go.toString(), "build", "-trimpath", "-tags", "selinux,notest,grpcnotrace"));
    command.addAll(List.of("-ldflags", project.linkerFlags(), "-o", "out/"));
    Server.of(project).forEach(server -> command.add(server.goPackage()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // Static binaries from exactly the pinned modules, with the Go that is installed.
    builder
        .environment()
        .putAll(Map.of("CGO_ENABLED", "0", "GOFLAGS", "-mod=readonly", "GOTOOLCHAIN", "local"));
    return builder;
  }
}
