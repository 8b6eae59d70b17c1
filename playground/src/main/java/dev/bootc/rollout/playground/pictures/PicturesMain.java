package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.testkit.servers.PrometheusServer;

/**
 * Brings five rollouts to where there is something to be seen of each, says where Prometheus is,
 * and keeps it all up until it is ended.
 */
public final class PicturesMain {
  private PicturesMain() {}

  public static void main(String[] arguments) {
    if (!PrometheusServer.isInstalled()) {
      System.err.println("pictures: Debian's package prometheus is needed: install it");
      System.exit(1);
    }
    RunFolder folder = RunFolder.create("pictures");
    int exitCode =
        ProgramRun.in(
            folder,
            PicturesMain::say,
            started -> {
              Servers servers = Servers.start(folder, started, PicturesMain::say);
              FivePools pools = FivePools.start(servers);
              say("Prometheus is at " + servers.watch(pools.agents()).at("127.0.0.1"));
              pools.roll();
              say("five rollouts can be seen");
              Waiting.forEver();
              return 0;
            });
    System.exit(exitCode);
  }

  private static void say(String line) {
    System.err.println("pictures: " + line);
  }
}
