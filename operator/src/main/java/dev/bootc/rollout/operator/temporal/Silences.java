package dev.bootc.rollout.operator.temporal;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outage from a server under load, and from a connection that somebody between us and it
 * cut. A refused connection is certain, and so is a refusal by the server itself. Silence may also
 * be load, and a cut one is made anew; taking either for an outage would throw the workers away in
 * the middle of it.
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
    boolean mayPass =
        switch (refusal.getCode()) {
          case DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
          case UNAVAILABLE -> !nobodyListens(refusal.getCause());
          default -> false;
        };
    inARow = mayPass ? inARow + 1 : OF_AN_OUTAGE;
    return inARow >= OF_AN_OUTAGE;
  }

  /** A proxy that answers in the server's place, or hangs up, has no such cause. */
  private static boolean nobodyListens(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectException || each instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
