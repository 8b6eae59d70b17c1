package dev.bootc.rollout.testkit.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that the kernel kills when this JVM dies, even when the JVM is killed itself and
 * no shutdown hook runs. That takes {@code setpriv} of util-linux; without it processes are started
 * plainly.
 */
public final class ProcessLauncher {

  private static final List<String> DIE_WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL");

  // To the kernel the "parent" is the thread that started the process, so that has to be one that
  // never ends.
  private static final ExecutorService PARENT_THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("process-launcher").daemon().factory());

  private ProcessLauncher() {}

  /** As {@link ProcessBuilder#start()}. */
  public static Process start(ProcessBuilder builder) throws IOException {
    if (SetprivHolder.AVAILABLE) {
      List<String> command = new ArrayList<>(DIE_WITH_PARENT);
      command.addAll(builder.command());
      builder.command(command);
    }
    try {
      return PARENT_THREAD.submit(builder::start).get();
    } catch (ExecutionException failed) {
      throw new IOException("cannot start " + builder.command().getFirst(), failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while starting " + builder.command().getFirst(), interrupted);
    }
  }

  /** Tried once, and only by whoever starts a process. */
  private static final class SetprivHolder {

    static final boolean AVAILABLE = works();

    private static boolean works() {
      List<String> command = new ArrayList<>(DIE_WITH_PARENT);
      command.add("true");
      try {
        return CommandRun.of(new ProcessBuilder(command), Duration.ofSeconds(5)).succeeded();
      } catch (IOException _) {
        return false;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
