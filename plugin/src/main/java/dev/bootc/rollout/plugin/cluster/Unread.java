package dev.bootc.rollout.plugin.cluster;

/** Why something could not be read, in a few words. */
public final class Unread extends Exception {
  private static final long serialVersionUID = 1L;

  Unread(String why) {
    super(why);
  }

  public String inWords() {
    return String.valueOf(getMessage());
  }
}
