package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry once what a tag means, by the distribution specification:
 *
 * <ol>
 *   <li>{@code HEAD} of the manifest, which counts against no limit of pulls.
 *   <li>Where credentials are asked for: with name and password, or with a token for them.
 *   <li>{@code GET}, where that did not tell the digest: for the manifest, or for the words of the
 *       refusal. Not from one that has too much to do.
 * </ol>
 *
 * Without TLS only where that is allowed, and only after it was tried with.
 */
final class TagLookup {
  private static final int LONGEST_WORDS = 300;
  private static final String HIDDEN = "<hidden>";

  private final Wire wire;
  private final Clock clock;
  private final Destination destination;
  private final Optional<RegistryCredentials> credentials;
  private final boolean allowInsecure;
  private @Nullable String authorization;

  TagLookup(
      Wire wire,
      Clock clock,
      Destination destination,
      Optional<RegistryCredentials> credentials,
      boolean allowInsecure) {
    this.wire = wire;
    this.clock = clock;
    this.destination = destination;
    this.credentials = credentials;
    this.allowInsecure = allowInsecure;
  }

  /** How it ended. */
  sealed interface Outcome {
    record Found(ImageDigest digest) implements Outcome {}

    record Failed(RegistryFailure failure) implements Outcome {}
  }

  Outcome ask() throws InterruptedException {
    try {
      return lookInsecurelyIfNeedBe();
    } catch (NoToken refused) {
      return failed(refused.reply);
    } catch (IOException broken) {
      return failed(Complaints.of(broken, allowInsecure), null);
    }
  }

  private Outcome lookInsecurelyIfNeedBe() throws IOException, InterruptedException {
    try {
      return look("https");
    } catch (SSLException | ConnectException | HttpConnectTimeoutException noTls) {
      if (!allowInsecure || Complaints.isDistrust(noTls)) {
        throw noTls;
      }
      authorization = null;
      return look("http");
    }
  }

  private Outcome look(String scheme) throws IOException, InterruptedException {
    Reply brief = authorised("HEAD", scheme);
    Optional<ImageDigest> named = brief.namedDigest();
    if (named.isPresent()) {
      return new Outcome.Found(named.get());
    }
    if (brief.isOverloaded()) {
      return failed(brief);
    }
    Reply full = authorised("GET", scheme);
    if (full.isManifest()) {
      return new Outcome.Found(full.computedDigest());
    }
    return failed(full);
  }

  private Reply authorised(String method, String scheme) throws IOException, InterruptedException {
    URI uri = RegistryAddress.manifest(scheme, destination.at());
    Map<String, String> accepted = Map.of("Accept", String.join(", ", Reply.MANIFESTS));
    Reply reply = wire.send(method, uri, accepted, authorization);
    if (!reply.asksForCredentials() || authorization != null) {
      return reply;
    }
    Optional<Challenge> challenge =
        Challenge.of(
            reply.headers().allValues("WWW-Authenticate"),
            RegistryAddress.repository(destination.at()));
    Optional<String> answer = challenge.isEmpty() ? Optional.empty() : answer(challenge.get());
    if (answer.isEmpty()) {
      return reply;
    }
    authorization = answer.get();
    return wire.send(method, uri, accepted, authorization);
  }

  private Optional<String> answer(Challenge challenge) throws IOException, InterruptedException {
    return switch (challenge) {
      case Challenge.Basic _ -> credentials.map(RegistryCredentials::header);
      case Challenge.Bearer _ when credentials.filter(RegistryCredentials::isToken).isPresent() ->
          credentials.map(RegistryCredentials::header);
      case Challenge.Bearer(URI tokens) -> Optional.of("Bearer " + token(tokens));
    };
  }

  private String token(URI tokens) throws IOException, InterruptedException {
    if (!"https".equals(tokens.getScheme()) && !allowInsecure) {
      throw new IOException(
          "it wants the credentials sent to " + tokens.getHost() + " without TLS");
    }
    Reply reply =
        wire.send(
            "GET", tokens, Map.of(), credentials.map(RegistryCredentials::header).orElse(null));
    Optional<String> token = reply.isOk() ? reply.token() : Optional.empty();
    if (token.isEmpty()) {
      throw new NoToken(reply);
    }
    return token.get();
  }

  private static final class NoToken extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Reply reply;

    NoToken(Reply reply) {
      super("whoever gives tokens gave none");
      this.reply = reply;
    }
  }

  private Outcome failed(Reply reply) {
    String why =
        reply.isOk()
            ? "it answers with " + reply.contentType() + ", which is no manifest of an image"
            : reply.words();
    return failed(hidden(why) + ": " + mend(reply.status()), reply);
  }

  private Outcome failed(String why, @Nullable Reply reply) {
    String message =
        "spec.image.ref: %s does not resolve \"%s\": %s"
            .formatted(destination.asked(), destination.ref(), why);
    return new Outcome.Failed(
        new RegistryFailure(
            message, reply == null ? null : reply.retryAfter(clock.instant()).orElse(null)));
  }

  private String mend(int status) {
    return switch (status) {
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          credentials.isPresent()
              ? "give the Secret of spec.pullSecretRef credentials that may read it"
              : "name a Secret in spec.pullSecretRef that has credentials for "
                  + (destination.isMirror() ? RegistryAddress.host(destination.at()) : "it");
      case HttpURLConnection.HTTP_NOT_FOUND ->
          destination.isMirror()
              ? "let the mirror have it, or correct the reference, or --registry-mirrors"
              : "push it, or correct the reference";
      case HttpURLConnection.HTTP_OK -> "name the host of a registry";
      default -> "it is asked again by itself";
    };
  }

  /** One bounded line without what was shown to the registry, which may send it back. */
  private String hidden(String words) {
    String shown = words;
    for (String secret : credentials.map(RegistryCredentials::secrets).orElse(List.of())) {
      shown = shown.replace(secret, HIDDEN);
    }
    return ForeignText.line(shown, LONGEST_WORDS);
  }
}
