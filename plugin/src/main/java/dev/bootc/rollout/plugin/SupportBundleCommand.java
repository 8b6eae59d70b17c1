package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.bundle.Bundle;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.Unread;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** See {@link Bundle}. */
@Command(
    name = "support-bundle",
    description =
        "Writes what helps somebody who cannot look into the cluster into a folder: pools, nodes,"
            + " events, logs. Secrets are not read, and what looks like one is taken out.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class SupportBundleCommand implements Callable<ExitCode> {
  private final Session session;

  @Parameters(paramLabel = "DIR", description = "A folder that is empty, or is made.")
  Path folder;

  @Mixin ClusterOptions clusterOptions;

  SupportBundleCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      // Whoever may not even read pools gets that told, and no empty folder for a bundle.
      cluster.pools();
      prepare();
      session.print(
          Bundle.write(
              path -> {
                try {
                  return cluster.raw().read(path);
                } catch (Unread why) {
                  throw new Bundle.NotRead(why.inWords());
                }
              },
              folder));
      return ExitCode.OK;
    } catch (IOException unwritable) {
      throw new Problem(
          ExitCode.WRONG_USAGE, folder + " cannot be written (" + unwritable.getMessage() + ")");
    }
  }

  /** For nobody but its owner, where that is known here. */
  private void prepare() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> there = Files.list(folder)) {
      if (there.findAny().isPresent()) {
        throw new Problem(ExitCode.WRONG_USAGE, folder + " is not empty: give a folder that is");
      }
    }
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
