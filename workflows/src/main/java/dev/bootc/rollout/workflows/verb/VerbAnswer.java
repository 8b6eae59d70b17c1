package dev.bootc.rollout.workflows.verb;

/**
 * What became of an order.
 *
 * @param text for whoever gave it
 */
public record VerbAnswer(Outcome outcome, String text) {

  /** In a word. */
  public enum Outcome {
    DONE,
    /** It was so before; nothing was changed. */
    ALREADY_SO,
    /** Nothing was changed; the text says why, and what to do instead. */
    REFUSED
  }

  public static VerbAnswer done(String text) {
    return new VerbAnswer(Outcome.DONE, text);
  }

  public static VerbAnswer alreadySo(String text) {
    return new VerbAnswer(Outcome.ALREADY_SO, text);
  }

  public static VerbAnswer refused(String text) {
    return new VerbAnswer(Outcome.REFUSED, text);
  }
}
