package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operator as it was a commit ago, built in a work tree of its own; or as it was at the commit
 * that {@code -Dprevious.commit=} names.
 */
final class PreviousCommit implements AutoCloseable {
  private static final String COMMIT = System.getProperty("previous.commit", "HEAD~1");
  private static final Duration GIT_ENDS_WITHIN = Duration.ofMinutes(1);
  private static final Duration BUILT_WITHIN = Duration.ofMinutes(10);

  private final Path checkout;

  private PreviousCommit(Path checkout) {
    this.checkout = checkout;
  }

  /** Why there is none to be had. */
  static Optional<String> obstacle() throws IOException, InterruptedException {
    CommandRun known = git("rev-parse", "--verify", "--quiet", COMMIT);
    return known.succeeded()
        ? Optional.empty()
        : Optional.of("there is no commit before this one, or this is no git checkout");
  }

  /**
   * Builds it.
   *
   * @param folder empty, or not there yet
   * @throws IllegalStateException where it cannot be built
   */
  static PreviousCommit buildIn(Path folder) throws IOException, InterruptedException {
    require(git("worktree", "add", "--detach", folder.toString(), COMMIT));
    PreviousCommit built = new PreviousCommit(folder);
    require(
        run(
            folder.toFile(),
            BUILT_WITHIN,
            List.of("mvn", "-o", "-q", "-B", "-pl", "operator", "-am", "package", "-DskipTests")));
    return built;
  }

  Path checkout() {
    return checkout;
  }

  private static CommandRun git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(Checkout.root().toFile(), GIT_ENDS_WITHIN, command);
  }

  private static CommandRun run(File folder, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    return CommandRun.of(new ProcessBuilder(command).directory(folder), limit);
  }

  private static void require(CommandRun run) {
    if (!run.succeeded()) {
      throw new IllegalStateException(run.tail());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      require(git("worktree", "remove", "--force", checkout.toString()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException(stopping);
    }
  }
}
