package dev.bootc.rollout.testkit.binaries;

/**
 * A server cannot be had or does not come up. The message says what was tried and what the user can
 * do.
 */
public final class ServerUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ServerUnavailableException(String message) {
    super(message);
  }

  public ServerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
