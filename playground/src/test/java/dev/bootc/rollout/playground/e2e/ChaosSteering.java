package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the users of a pool ask for, and what was asked last. */
final class ChaosSteering {
  private final World world;
  private final String name;
  private final TestPool pool;
  private final Chaos chaos;
  private final int image;
  private volatile Wish wish;

  /** What somebody may expect by now; a signal that may have come too late leaves it open. */
  record Wish(String image, boolean paused, Signal signal, boolean cancelled) {
    enum Signal {
      PAUSED,
      NOT_PAUSED,
      NOBODY_KNOWS
    }
  }

  /**
   * @param image the number of the image that is rolled out; it may become the next one and it
   *     again
   */
  ChaosSteering(World world, String name, TestPool pool, int image, Chaos chaos) {
    this.world = world;
    this.name = name;
    this.pool = pool;
    this.image = image;
    this.chaos = chaos;
    wish = new Wish(Images.number(image), false, Wish.Signal.NOBODY_KNOWS, false);
  }

  Wish wish() {
    return wish;
  }

  void begin() {
    edit(image);
  }

  /** To an image that nobody has failed at, whatever was asked before. */
  void finish(int last) {
    pause(false);
    resumeBySignal();
    edit(last);
  }

  void pause() {
    pause(true);
  }

  void resume() {
    pause(false);
  }

  void retarget() {
    edit(wish.image().equals(Images.number(image)) ? image + 1 : image);
  }

  void pauseBySignal() {
    boolean taken = temporal("signal", "--name", "pause", "--input", "\"chaos\"");
    chaos.tell("pauses by signal" + refused(taken));
    wish = new Wish(wish.image(), wish.paused(), Wish.Signal.NOBODY_KNOWS, wish.cancelled());
  }

  void resumeBySignal() {
    boolean taken = temporal("signal", "--name", "resume");
    chaos.tell("resumes by signal" + refused(taken));
    wish =
        new Wish(
            wish.image(),
            wish.paused(),
            taken ? Wish.Signal.NOT_PAUSED : wish.signal(),
            wish.cancelled());
  }

  void cancel() {
    // A run that does not know of the last edit yet is cancelled for what was asked before.
    boolean current = pool.rolloutIsAboutThisGeneration();
    boolean taken = temporal("cancel");
    chaos.tell("cancels" + refused(taken));
    wish =
        new Wish(
            wish.image(),
            wish.paused(),
            Wish.Signal.NOBODY_KNOWS,
            wish.cancelled() || (taken && current));
  }

  void temporalForgot() {
    wish = new Wish(wish.image(), wish.paused(), Wish.Signal.NOBODY_KNOWS, wish.cancelled());
  }

  private void edit(int number) {
    chaos.tell("edits the pool to image " + number);
    boolean same = wish.image().equals(Images.number(number));
    pool.editImage(Images.number(number));
    wish = new Wish(Images.number(number), wish.paused(), wish.signal(), same && wish.cancelled());
  }

  private void pause(boolean paused) {
    chaos.tell(paused ? "pauses" : "resumes");
    pool.editPaused(paused);
    // An edit that changes nothing is none: a cancelled rollout stays cancelled then.
    boolean same = paused == wish.paused();
    wish = new Wish(wish.image(), paused, wish.signal(), same && wish.cancelled());
  }

  private static String refused(boolean taken) {
    return taken ? "" : ", which is refused";
  }

  /** Whether it was taken; without an open run it is not. */
  private boolean temporal(String... what) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString(),
                    "workflow",
                    what[0],
                    "--address",
                    world.temporal().address(),
                    "--workflow-id",
                    "rollout/" + name),
                Stream.of(what).skip(1))
            .toList();
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(Path.of("target", "e2e", "temporal.log").toFile()))
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Temporal", e);
    }
  }
}
