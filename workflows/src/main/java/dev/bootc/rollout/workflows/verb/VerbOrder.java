package dev.bootc.rollout.workflows.verb;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a rollout. All of it is as others wrote it, made one line each.
 *
 * @param verb what
 * @param about of which node, digest or step; empty where it is about the rollout
 * @param reason why; may be empty
 * @param who the name that the sender gives; may be empty, and proves nothing
 */
public record VerbOrder(Verb verb, String about, String reason, String who) {
  /** What everybody who gives an order by update is named by begins with it. */
  public static final String UPDATE_OF = "update of ";

  private static final int LONGEST_SUBJECT = 253;
  private static final int LONGEST_REASON = 200;
  private static final int LONGEST_NAME = 60;
  private static final Pattern NODE = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
  private static final Pattern STEP = Pattern.compile("[1-9][0-9]?");

  public VerbOrder {
    about = ForeignText.line(about, LONGEST_SUBJECT);
    reason = ForeignText.line(reason, LONGEST_REASON);
    who = ForeignText.line(who, LONGEST_NAME);
  }

  /** As an update brings it: what was not given is empty. */
  public static VerbOrder of(
      Verb verb, @Nullable String about, @Nullable String reason, @Nullable String who) {
    return new VerbOrder(verb, orEmpty(about), orEmpty(reason), orEmpty(who));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * What is wrong with what it is about. Nothing else gets into a command that somebody pastes, or
   * into the path of a request.
   */
  public Optional<String> problem() {
    return switch (verb) {
      case RETRY, SKIP ->
          NODE.matcher(about).matches()
              ? Optional.empty()
              : Optional.of("give the name of a node of the pool, such as \"worker-3\"");
      case APPROVE ->
          ImageDigest.isValid(about)
              ? Optional.empty()
              : Optional.of("give the digest, as status.targetDigest of the pool has it");
      case APPROVE_STEP ->
          STEP.matcher(about).matches()
              ? Optional.empty()
              : Optional.of("give the number of the step, from 1");
      case PAUSE, RESUME, CHECK_NOW, CANCEL, UNDO -> Optional.empty();
    };
  }

  /**
   * Who it is from, so that nobody takes it for checked.
   *
   * @param identity that the sender's client gave itself
   */
  public String by(String identity) {
    return UPDATE_OF
        + ForeignText.line(identity, LONGEST_NAME)
        + (who.isEmpty() ? "" : ", who gives the name " + who);
  }

  /** What was wanted, by whom and why: one clause for status and board. */
  public String told(String by, String when) {
    return verb.text()
        + (about.isEmpty() ? "" : " of " + about)
        + " by "
        + by
        + " at "
        + when
        + (reason.isEmpty() ? "" : " (" + reason + ")");
  }
}
