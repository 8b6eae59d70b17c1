package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ForeignText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Words for a registry that gave no answer at all, with the mend. */
final class Complaints {
  private static final int LONGEST = 200;

  private Complaints() {}

  static String of(IOException broken, boolean allowInsecure) {
    return switch (broken) {
      case Wire.UnusableAuthorities unusable ->
          "--registry-ca-file: " + unusable.getMessage() + ": give a PEM file of certificates";
      case Wire.SilentRegistry silent -> silent.getMessage() + ": it is asked again by itself";
      case HttpConnectTimeoutException _ ->
          "no connection within 5 s: let the operator's pods reach it, or name a proxy in HTTPS_PROXY";
      case ConnectException _ when cause(broken, UnresolvedAddressException.class).isPresent() ->
          "no such host: correct the reference, or the cluster's DNS";
      case ConnectException _ -> "it takes no connection: it is asked again by itself";
      case SSLException _ when isDistrust(broken) ->
          "its certificate is not trusted (%s): give the operator its authority by --registry-ca-file"
              .formatted(words(cause(broken, CertificateException.class).orElse(broken)));
      case SSLException _ ->
          "no TLS with it (%s)%s"
              .formatted(
                  words(broken),
                  allowInsecure
                      ? ""
                      : ": without TLS it is asked only with --allow-insecure-registry");
      case IOException other -> words(other) + ": it is asked again by itself";
    };
  }

  /** Whether it speaks TLS, and is not the one it says it is: no reason to do without. */
  static boolean isDistrust(IOException broken) {
    return cause(broken, CertificateException.class).isPresent();
  }

  private static <T extends Throwable> Optional<Throwable> cause(Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }

  private static String words(Throwable failure) {
    return ForeignText.line(
        Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName()),
        LONGEST);
  }
}
