package dev.bootc.rollout.playground.e2e;

import static org.awaitility.Awaitility.await;

/** What the users of a pool ask for, and what was asked last. */
final class ChaosSteering {
  /** Ends what is told of a request that no open run took. */
  static final String REFUSED = ", which is refused";

  private final TemporalCommand rollout;
  private final TestPool pool;
  private final Chaos chaos;
  private final int image;
  private volatile Wish wish;

  /** What somebody may expect by now. */
  record Wish(String image, boolean paused, Signal signal, boolean cancelled) {
    enum Signal {
      PAUSED,
      NOT_PAUSED,
      /** Temporal was emptied, perhaps before the status said what was asked last. */
      NOBODY_KNOWS
    }

    Wish withSignal(Signal now) {
      return new Wish(image, paused, now, cancelled);
    }
  }

  /**
   * @param image the number of the image that is rolled out; it may become the next one and it
   *     again
   */
  ChaosSteering(World world, TestPool pool, int image, Chaos chaos) {
    this.rollout = world.temporal(pool.name());
    this.pool = pool;
    this.image = image;
    this.chaos = chaos;
    // Whoever paused the one before has resumed it.
    wish = new Wish(Images.number(image), false, Wish.Signal.NOT_PAUSED, false);
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
    edit(last);
    resumeInTheEnd();
  }

  /**
   * A pause by signal outlives the run that it was sent to, and only a run can be told to end it.
   */
  private void resumeInTheEnd() {
    if (wish.signal() != Wish.Signal.NOT_PAUSED) {
      await()
          .until(() -> {
            resumeBySignal();
            return wish.signal() == Wish.Signal.NOT_PAUSED;
          });
    }
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
    boolean taken = rollout.isPauseTaken("chaos");
    chaos.tell("pauses by signal" + refused(taken));
    wish = taken ? wish.withSignal(Wish.Signal.PAUSED) : wish;
  }

  void resumeBySignal() {
    boolean taken = rollout.isResumeTaken();
    chaos.tell("resumes by signal" + refused(taken));
    wish = taken ? wish.withSignal(Wish.Signal.NOT_PAUSED) : wish;
  }

  void cancel() {
    // A run that does not know of the last edit yet is cancelled for what was asked before.
    boolean current = pool.rolloutIsAboutThisGeneration();
    boolean taken = rollout.isCancelTaken();
    chaos.tell("cancels" + refused(taken));
    boolean cancelled = wish.cancelled() || (taken && current);
    wish = new Wish(wish.image(), wish.paused(), wish.signal(), cancelled);
  }

  void temporalForgot() {
    wish = wish.withSignal(Wish.Signal.NOBODY_KNOWS);
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
    return taken ? "" : REFUSED;
  }
}
