package dev.bootc.rollout.operator.temporal;

/** What we were given to prove ourselves to Temporal cannot be used; says what and why. */
final class UnusableCredentials extends RuntimeException {
  UnusableCredentials(String why) {
    super(why);
  }
}
