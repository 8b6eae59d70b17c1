package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.launch.Waiting;

/** Leads a rollout each to its end, its halt, its undoing and a wait, and keeps all up. */
public final class ScenesMain {
  private ScenesMain() {}

  public static void main(String[] arguments) {
    RunFolder folder = RunFolder.create("scenes");
    boolean _ = ProgramRun.in(folder, ScenesMain::say, started -> play(folder, started));
  }

  private static boolean play(RunFolder folder, Started started) {
    Servers servers = Servers.start(folder, started, ScenesMain::say);
    new Scenes(servers).play(ScenesMain::say);
    say("Temporal's Web UI is at " + servers.temporal().uiAddress());
    say("all stays as it is until Ctrl-C");
    Waiting.forEver();
    return true;
  }

  private static void say(String line) {
    System.err.println("scenes: " + line);
  }
}
