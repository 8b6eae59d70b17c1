package dev.bootc.rollout.api;

import java.util.regex.Pattern;

/** A foreign text as it is shown in a message: one short line, whatever it was. */
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
