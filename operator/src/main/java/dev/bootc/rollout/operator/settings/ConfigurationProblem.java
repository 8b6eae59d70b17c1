package dev.bootc.rollout.operator.settings;

/**
 * A setting that the operator cannot work with.
 *
 * @param setting the flag and its environment variable
 * @param value what was given; empty where nothing was
 * @param mend what to give instead
 */
public record ConfigurationProblem(String setting, String value, String mend) {
  /** With the value of a flag. */
  public static ConfigurationProblem of(String flag, String value, String mend) {
    return new ConfigurationProblem(flag + " / " + FlagVariables.of(flag), value, mend);
  }

  @Override
  public String toString() {
    return value.isEmpty()
        ? setting + " is missing: " + mend
        : setting + " = \"" + value + "\": " + mend;
  }
}
