package dev.bootc.rollout.operator.temporal;

import io.grpc.Status;

/**
 * Tells an outage from a server under load. A refused connection is certain. Silence may also be
 * load, and taking that for an outage would throw the workers away in the middle of it.
 */
final class Silences {
  /** So many in a row are no load any more. */
  private static final int OF_AN_OUTAGE = 3;

  private int inARow;

  void answered() {
    inARow = 0;
  }

  /**
   * @return whether Temporal counts as away by now
   */
  boolean areAnOutageWith(Status refusal) {
    boolean mayBeBusy =
        switch (refusal.getCode()) {
          case DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
          default -> false;
        };
    inARow = mayBeBusy ? inARow + 1 : OF_AN_OUTAGE;
    return inARow >= OF_AN_OUTAGE;
  }
}
