package dev.bootc.rollout.operator.temporal;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Temporal is and who we are there, from the standard {@code TEMPORAL_*} variables and, for
 * an API key that is renewed, from a file.
 */
public final class TemporalSettings {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:7233";
  private static final String DEFAULT_NAMESPACE = "default";

  private final WorkflowServiceStubsOptions stubs;
  private final String namespace;
  private final Optional<TlsSources> tls;
  private final Optional<SecretSource> apiKey;
  private final Optional<Duration> retention;

  private TemporalSettings(
      WorkflowServiceStubsOptions stubs,
      String namespace,
      Optional<TlsSources> tls,
      Optional<SecretSource> apiKey,
      Optional<Duration> retention) {
    this.stubs = stubs;
    this.namespace = namespace;
    this.tls = tls;
    this.apiKey = apiKey;
    this.retention = retention;
  }

  /** As {@link #of(Map, Optional)}, with an API key from the variables or none. */
  public static TemporalSettings of(Map<String, String> environment) {
    return of(environment, Optional.empty());
  }

  /**
   * Reads the variables as every Temporal client does. Files are read when Temporal is asked, and
   * again whenever they change.
   *
   * @param apiKeyFile wins over a key in the variables
   * @throws IllegalArgumentException for what cannot be used, with the reason
   */
  public static TemporalSettings of(Map<String, String> environment, Optional<Path> apiKeyFile) {
    try {
      ClientConfigProfile profile =
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
      Optional<SecretSource> apiKey =
          apiKeyFile
              .<SecretSource>map(file -> new SecretSource.InFile("the API key's file", file))
              .or(() ->
                  given(profile.getApiKey())
                      .map(key -> new SecretSource.Fixed("TEMPORAL_API_KEY", key)));
      return new TemporalSettings(
          WorkflowServiceStubsOptions.newBuilder(
                  profile.toBuilder()
                      .setTls(null)
                      .setApiKey(null)
                      .build()
                      .toWorkflowServiceStubsOptions())
              .setTarget(given(profile.getAddress()).orElse(DEFAULT_ADDRESS))
              .build(),
          given(profile.getNamespace()).orElse(DEFAULT_NAMESPACE),
          tls(profile.getTls(), apiKey.isPresent()),
          apiKey,
          Optional.empty());
    } catch (IOException | RuntimeException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }

  /** An API key goes over TLS, unless somebody turns that off in so many words. */
  private static Optional<TlsSources> tls(@Nullable ClientConfigTLS tls, boolean hasApiKey) {
    if (tls == null) {
      return hasApiKey ? Optional.of(TlsSources.OF_THE_SYSTEM) : Optional.empty();
    }
    if (Boolean.TRUE.equals(tls.isDisabled())) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsSources(
            source("SERVER_CA_CERT", tls.getServerCACertPath(), tls.getServerCACertData()),
            source("CLIENT_CERT", tls.getClientCertPath(), tls.getClientCertData()),
            source("CLIENT_KEY", tls.getClientKeyPath(), tls.getClientKeyData()),
            given(tls.getServerName()),
            !Boolean.TRUE.equals(tls.isDisableHostVerification())));
  }

  private static Optional<SecretSource> source(
      String name, @Nullable String path, byte @Nullable [] data) {
    Optional<SecretSource> file =
        given(path)
            .map(
                given -> new SecretSource.InFile("TEMPORAL_TLS_" + name + "_PATH", Path.of(given)));
    return file.or(() ->
        data == null || data.length == 0
            ? Optional.empty()
            : Optional.of(
                new SecretSource.Fixed(
                    "TEMPORAL_TLS_" + name + "_DATA", new String(data, StandardCharsets.UTF_8))));
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  /** The same with a namespace of our own, which keeps finished rollouts for that long. */
  public TemporalSettings withRetention(Duration kept) {
    return new TemporalSettings(stubs, namespace, tls, apiKey, Optional.of(kept));
  }

  public String address() {
    return Objects.requireNonNull(stubs.getTarget());
  }

  public String namespace() {
    return namespace;
  }

  /** How long a namespace of our own keeps finished rollouts; empty for one of others. */
  Optional<Duration> retention() {
    return retention;
  }

  /** Who we are, to be read anew as often as one likes. */
  Credentials credentials() {
    return new Credentials(tls, apiKey);
  }

  /** Our calls are small, and compressing them costs both sides more than sending them. */
  WorkflowServiceStubsOptions.Builder stubs() {
    return WorkflowServiceStubsOptions.newBuilder(stubs).setGrpcCompression(GrpcCompression.NONE);
  }

  WorkflowClientOptions.Builder client() {
    return WorkflowClientOptions.newBuilder()
        .setNamespace(namespace)
        .setIdentity(WorkerIdentity.own());
  }
}
