package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.ForeignText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What people say, made fit for where it is written. */
public final class Words {
  /** As which whoever uses this tool is noted. */
  public static final String TOOL = "kubectl-bootc";

  private static final int LONGEST_REASON = 160;

  /** The API server's limit, in bytes. */
  private static final int LONGEST_MANAGER = 128;

  private Words() {}

  /** One line, without what does something to a terminal. */
  public static String reason(String text) {
    return ForeignText.line(text, LONGEST_REASON);
  }

  /**
   * As whom the API server notes a write, and so whom the pool's status names.
   *
   * @param user as the API server knows it
   * @param reason empty where there is none, or where it is written elsewhere
   */
  public static String manager(Optional<String> user, String reason) {
    String whole =
        TOOL + user.map(name -> " of " + name).orElse("") + (reason.isEmpty() ? "" : ": " + reason);
    String cut = ForeignText.line(whole, LONGEST_MANAGER);
    for (int longest = LONGEST_MANAGER; bytes(cut) > LONGEST_MANAGER; longest--) {
      cut = ForeignText.line(whole, longest);
    }
    return cut;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
