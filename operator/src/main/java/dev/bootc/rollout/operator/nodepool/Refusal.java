package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.Quotation;
import dev.bootc.rollout.operator.nodepool.MembershipDiff.Change;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Words for a change of a member that the API server, or who has a say there, does not take. */
final class Refusal {
  private Refusal() {}

  static String of(Change change, KubernetesClientException failure) {
    String what =
        switch (change) {
          case Change.Join _ -> "cannot be made a member";
          case Change.Mend _ -> "cannot be given its label, owner, secret or reboot policy";
          case Change.Leave _ -> "cannot be let go";
        };
    return what + ": " + Quotation.of(words(failure));
  }

  /** The server's own, without the library's preface. */
  private static String words(KubernetesClientException failure) {
    return failure.getStatus() != null && failure.getStatus().getMessage() != null
        ? failure.getStatus().getMessage()
        : String.valueOf(failure.getMessage());
  }
}
