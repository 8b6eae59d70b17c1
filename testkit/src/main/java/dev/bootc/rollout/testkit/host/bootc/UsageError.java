package dev.bootc.rollout.testkit.host.bootc;

/** A command line that bootc does not understand, in the words of its parser. */
final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  private UsageError(String message) {
    super(message);
    this.text = message + "\n\nFor more information, try '--help'.";
  }

  String text() {
    return text;
  }

  static UsageError unknownVerb(String verb) {
    return new UsageError(
        "error: unrecognized subcommand '" + verb + "'\n\nUsage: bootc <COMMAND>");
  }

  static UsageError unexpected(String verb, String argument) {
    return new UsageError(
        "error: unexpected argument '"
            + argument
            + "' found\n\nUsage: bootc "
            + verb
            + " [OPTIONS]");
  }

  static UsageError missing(String verb, String what) {
    return new UsageError(
        "error: the following required arguments were not provided:\n  <"
            + what
            + ">\n\nUsage: bootc "
            + verb
            + " <"
            + what
            + ">");
  }
}
