package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the API server refuses, in one line with the mend.
 *
 * @param address of the API server
 */
record Refusals(String address) {
  private static final int LONGEST = 400;
  private static final int UNPROCESSABLE = 422;

  private static final String NODES = "bootcnodes ";
  private static final String ROLES =
      "ask for the ClusterRole bootc-rollout-view, or -edit for what changes something, that the"
          + " chart makes with userRoles.enabled";

  /** As the API server words it for webhooks and for its own policies. */
  private static final Pattern BY_A_POLICY =
      Pattern.compile("admission webhook|ValidatingAdmissionPolicy|denied (the )?request");

  Problem problem(KubernetesClientException failed) {
    return failed.getCode() > 0 ? ofAnAnswer(failed) : noAnswer(failed);
  }

  /** The same for a list of what could not be read. */
  static String brief(KubernetesClientException failed) {
    return switch (failed.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN -> "not allowed to you";
      case HttpURLConnection.HTTP_NOT_FOUND -> "not there";
      default ->
          failed.getCode() > 0
              ? "the API server says " + failed.getCode() + ": " + words(failed)
              : "no answer (" + cause(failed) + ")";
    };
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
          new Problem(ExitCode.FORBIDDEN, words(failed) + ": " + ROLES);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new Problem(
              ExitCode.NOT_INSTALLED,
              "the cluster at "
                  + address
                  + " knows no bootcnodepools.node.bootc.dev: install the chart bootc-rollout, or"
                  + " choose another --context");
      default ->
          new Problem(
              ExitCode.FAILED, "the API server says " + failed.getCode() + ": " + words(failed));
    };
  }

  private static Problem ofNodes(KubernetesClientException refused) {
    return new Problem(
        ExitCode.FORBIDDEN,
        words(refused)
            + ": ask for the right to patch bootcnodes.node.bootc.dev, which the chart's roles for"
            + " people do not give, since it is also one to reboot a node undrained");
  }

  /** The same of a write, which policies may refuse too, and whose object may be gone by now. */
  Problem ofAWrite(KubernetesClientException refused, String object) {
    if (BY_A_POLICY.matcher(words(refused)).find()) {
      return new Problem(
          ExitCode.REFUSED,
          "a policy of the cluster refuses to patch " + object + ": " + words(refused));
    }
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          object.startsWith(NODES) ? ofNodes(refused) : problem(refused);
      case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_CONFLICT, UNPROCESSABLE ->
          new Problem(
              ExitCode.REFUSED,
              "the API server refuses to patch " + object + ": " + words(refused));
      case HttpURLConnection.HTTP_NOT_FOUND ->
          isOfAnObject(refused)
              ? new Problem(ExitCode.NOT_FOUND, object + " is gone by now")
              : problem(refused);
      default -> problem(refused);
    };
  }

  /** Else it is the kind that is not known. */
  private static boolean isOfAnObject(KubernetesClientException refused) {
    return Optional.ofNullable(refused.getStatus())
        .flatMap(status -> Optional.ofNullable(status.getDetails()))
        .map(StatusDetails::getName)
        .filter(name -> !name.isBlank())
        .isPresent();
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
