package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the API server refuses, in one line with the mend.
 *
 * @param address of the API server
 */
record Refusals(String address) {
  private static final int LONGEST = 400;
  private static final int UNPROCESSABLE = 422;

  Problem problem(KubernetesClientException failed) {
    return failed.getCode() > 0 ? ofAnAnswer(failed) : noAnswer(failed);
  }

  private Problem noAnswer(KubernetesClientException failed) {
    return new Problem(
        ExitCode.NO_CLUSTER,
        "no answer from the API server at "
            + address
            + " ("
            + cause(failed)
            + "): is that its address, and is it up?");
  }

  private Problem ofAnAnswer(KubernetesClientException failed) {
    return switch (failed.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new Problem(
              ExitCode.NO_CLUSTER,
              "the API server at "
                  + address
                  + " does not take the credentials of the kubeconfig: log in again, or choose"
                  + " another --context");
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new Problem(
              ExitCode.FORBIDDEN,
              words(failed)
                  + ": ask for the ClusterRole bootc-rollout-view, or -edit, that the chart makes"
                  + " with userRoles.enabled");
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new Problem(
              ExitCode.NOT_INSTALLED,
              "the cluster at "
                  + address
                  + " knows no bootcnodepools.node.bootc.dev: install the chart bootc-rollout, or"
                  + " choose another --context");
      default -> new Problem(ExitCode.FAILED, "the API server says: " + words(failed));
    };
  }

  /** The same of a write, which policies may refuse too. */
  Problem ofAWrite(KubernetesClientException refused) {
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_CONFLICT, UNPROCESSABLE ->
          new Problem(ExitCode.REFUSED, "the API server refuses it: " + words(refused));
      default -> problem(refused);
    };
  }

  private static String words(KubernetesClientException failed) {
    String said = failed.getStatus() == null ? null : failed.getStatus().getMessage();
    return said == null ? cause(failed) : line(said);
  }

  private static String cause(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return line(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
  }

  private static String line(@Nullable String text) {
    return ForeignText.line(text, LONGEST);
  }
}
