package dev.bootc.rollout.testkit.host.nspawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Starts a machine and waits for whatever ends this JVM. */
final class MachineProgram {
  private MachineProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments[0]);
    NspawnMachine.create(
            directory.resolve("root"),
            "killed",
            new Blueprint(directory, List.of(), List.of(), Map.of()),
            () -> {})
        .start();
    new CountDownLatch(1).await();
  }
}
