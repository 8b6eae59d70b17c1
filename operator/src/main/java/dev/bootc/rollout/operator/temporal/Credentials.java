package dev.bootc.rollout.operator.temporal;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.temporal.serviceclient.ServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who we are to Temporal and whom we trust there, as the files say now: certificates and keys are
 * renewed while the process runs. A connection that stands keeps what it began with; the next one
 * is made with what was read last. What cannot be read leaves what was there before.
 */
final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  private final Optional<TlsSources> tls;
  private final Optional<SecretSource> apiKeySource;
  private final AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trust;
  private volatile String apiKey = "";
  private volatile @Nullable String problem;
  private volatile @Nullable TlsMaterial read;

  /** What {@link #read} was read from. */
  private List<String> used = List.of();

  Credentials(Optional<TlsSources> tls, Optional<SecretSource> apiKey) {
    this.tls = tls;
    this.apiKeySource = apiKey;
    this.trust = trust(tls.orElse(TlsSources.OF_THE_SYSTEM));
  }

  private static AdvancedTlsX509TrustManager trust(TlsSources tls) {
    try {
      return AdvancedTlsX509TrustManager.newBuilder().setVerification(verification(tls)).build();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As Temporal's SDK does it: without names and without authorities, everybody is trusted. */
  private static Verification verification(TlsSources tls) {
    if (tls.namesMatter()) {
      return Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION;
    }
    return tls.authorities().isPresent()
        ? Verification.CERTIFICATE_ONLY_VERIFICATION
        : Verification.INSECURELY_SKIP_ALL_VERIFICATION;
  }

  /**
   * Reads the files again.
   *
   * @return whether there is anything to connect with
   */
  boolean refresh() {
    String why =
        Stream.of(
                // Each for itself: a missing certificate is no reason to go on with an old key.
                apiKeySource.flatMap(source -> obstacle(() -> refresh(source))),
                tls.flatMap(sources -> obstacle(() -> refresh(sources))))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    if (!why.isEmpty() && !why.equals(problem)) {
      LOG.atWarn().addKeyValue("why", why).log("credentials for Temporal cannot be used");
    }
    problem = why.isEmpty() ? null : why;
    return why.isEmpty() || isComplete();
  }

  private static Optional<String> obstacle(Runnable reading) {
    try {
      reading.run();
      return Optional.empty();
    } catch (UnusableCredentials unusable) {
      return Optional.of(String.valueOf(unusable.getMessage()));
    }
  }

  private void refresh(SecretSource source) {
    String key = text(source);
    if (!apiKey.isEmpty() && !apiKey.equals(key)) {
      LOG.atInfo().log("API key for Temporal was renewed");
    }
    apiKey = key;
  }

  private void refresh(TlsSources sources) {
    List<String> contents = sources.contents();
    if (read == null || !contents.equals(used)) {
      use(TlsMaterial.read(sources));
      used = contents;
    }
  }

  /** Why the files, as they are now, cannot be used. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  boolean usesTls() {
    return tls.isPresent();
  }

  /** Until when our own certificate is valid; empty where we show none. */
  Optional<Instant> validUntil() {
    TlsMaterial last = read;
    return last == null
        ? Optional.empty()
        : last.identity().map(shown -> shown.chain().getFirst().getNotAfter().toInstant());
  }

  private boolean isComplete() {
    return (tls.isEmpty() || read != null) && (apiKeySource.isEmpty() || !apiKey.isEmpty());
  }

  private void use(TlsMaterial material) {
    try {
      if (material.authorities().isEmpty()) {
        trust.useSystemDefaultTrustCerts();
      } else {
        trust.updateTrustCredentials(material.authorities().toArray(X509Certificate[]::new));
      }
      material
          .identity()
          .ifPresent(shown ->
              identity.updateIdentityCredentials(
                  shown.chain().toArray(X509Certificate[]::new), shown.key()));
    } catch (GeneralSecurityException | IOException refused) {
      throw new UnusableCredentials("the certificates are refused: " + refused.getMessage());
    }
    if (read != null) {
      LOG.atInfo().log("certificates for Temporal were renewed");
    }
    read = material;
  }

  private static String text(SecretSource source) {
    String text = new String(source.read(), StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || !text.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw new UnusableCredentials(source.name() + " has no API key in it: one line is expected");
    }
    return text;
  }

  /** Has these stubs connect with what is read from now on. */
  void secure(WorkflowServiceStubsOptions.Builder stubs) {
    if (tls.isEmpty()) {
      // An API key turns it on otherwise, whatever we were told.
      stubs.setEnableHttps(false);
      return;
    }
    stubs.setSslContext(sslContext(tls.get()));
    tls.get()
        .serverName()
        .ifPresent(name -> stubs.setChannelInitializer(to -> to.overrideAuthority(name)));
  }

  /** Has these stubs send the API key with each request, on whatever connection. */
  void identify(ServiceStubsOptions.Builder<?> stubs) {
    if (apiKeySource.isPresent()) {
      stubs.addApiKey(() -> apiKey);
    }
  }

  private SslContext sslContext(TlsSources sources) {
    SslContextBuilder context = SslContextBuilder.forClient().trustManager(trust);
    if (sources.certificate().isPresent()) {
      context.keyManager(identity);
    }
    try {
      return GrpcSslContexts.configure(context).build();
    } catch (SSLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
