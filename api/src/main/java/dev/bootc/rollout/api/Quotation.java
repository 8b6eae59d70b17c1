package dev.bootc.rollout.api;

import java.util.regex.Pattern;

/**
 * A value of a spec as a message quotes it: one short line, whatever it was. Unlike {@link
 * ForeignText} it keeps a place for each character, since its reader compares it with what they
 * wrote: blanks and what does not print may be what is wrong with it.
 */
public final class Quotation {
  private static final int LONGEST = 200;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Quotation() {}

  /** Cut where it is too long, with control characters replaced. */
  public static String of(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return CONTROL.matcher(shown).replaceAll("\uFFFD");
  }
}
