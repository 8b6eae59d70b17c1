package dev.bootc.rollout.testkit.servers;

/**
 * A server cannot be had or does not come up. The message says what was tried and what the user can
 * do.
 */
public final class ServerUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ServerUnavailableException(String message) {
    super(message);
  }

  ServerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
