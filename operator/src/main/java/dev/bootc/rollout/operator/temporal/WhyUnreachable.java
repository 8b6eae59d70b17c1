package dev.bootc.rollout.operator.temporal;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why Temporal does not serve us, with the mend where one is known.
 *
 * @param address as it is set
 * @param namespace as it is set
 * @param overTls whether we speak TLS
 * @param validUntil of our certificate, where we show one
 */
record WhyUnreachable(
    String address, String namespace, boolean overTls, Optional<Instant> validUntil) {
  private static final String REFUSES_US =
      " refuses us: check the API key or the client certificate, and what they may do in namespace ";

  String explain(Status refusal, Instant now) {
    return switch (refusal.getCode()) {
      case NOT_FOUND ->
          "namespace \""
              + namespace
              + "\" does not exist at "
              + address
              + ": create it (temporal operator namespace create) or set TEMPORAL_NAMESPACE";
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          address + REFUSES_US + namespace + expired(now) + said(refusal);
      case UNAVAILABLE -> ofTheConnection(refusal, now);
      case DEADLINE_EXCEEDED -> noAnswer();
      default -> where() + " answers " + refusal.getCode() + ": " + refusal.getDescription();
    };
  }

  private String ofTheConnection(Status refusal, Instant now) {
    Throwable cause = refusal.getCause();
    if (has(cause, ConnectException.class::isInstance)
        || has(cause, UnknownHostException.class::isInstance)) {
      return noAnswer();
    }
    if (has(cause, WhyUnreachable::isNoTls)) {
      return address + " does not speak TLS: turn it off (TEMPORAL_TLS), or correct the address";
    }
    if (has(cause, CertificateException.class::isInstance)) {
      return address
          + " has a certificate that is not trusted ("
          + rootMessage(cause)
          + "): check the authority (TEMPORAL_TLS_SERVER_CA_CERT_PATH) and the name in it"
          + " (TEMPORAL_TLS_SERVER_NAME)";
    }
    if (has(cause, SSLException.class::isInstance)) {
      return address + REFUSES_US + namespace + expired(now) + " (" + rootMessage(cause) + ")";
    }
    return overTls ? noAnswer() : noAnswer() + "; where it wants TLS, turn that on (TEMPORAL_TLS)";
  }

  private static boolean isNoTls(Throwable cause) {
    return cause.getClass().getSimpleName().equals("NotSslRecordException");
  }

  private String noAnswer() {
    return "no answer from " + where() + ": start it, or set TEMPORAL_ADDRESS";
  }

  private String where() {
    return address + ", namespace " + namespace;
  }

  private String expired(Instant now) {
    return validUntil
        .filter(end -> end.isBefore(now))
        .map(end -> "; the certificate's time was over at " + end)
        .orElse("");
  }

  private static String said(Status refusal) {
    return refusal.getDescription() == null ? "" : " (" + refusal.getDescription() + ")";
  }

  private static boolean has(@Nullable Throwable failure, Predicate<Throwable> what) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (what.test(each)) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(@Nullable Throwable failure) {
    Throwable root = failure;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "" : String.valueOf(root.getMessage());
  }
}
