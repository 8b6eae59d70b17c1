package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.testkit.junit.Promised;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries that are busy, hang, lie or are none. */
@Timeout(60)
final class TagLookupFaultsIT {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String SECRET = "swordfish";
  private static final Map<String, String> FOUND =
      Map.of("Content-Type", Reply.MANIFESTS.getFirst(), "Docker-Content-Digest", DIGEST);

  @TempDir private Path trusted;
  private Wire wire;
  private final CountDownLatch released = new CountDownLatch(1);

  @BeforeEach
  void trust() {
    FaultyRegistry.writeAuthority(trusted);
    wire = new Wire(Optional.of(trusted.resolve("ca.crt")), Proxies.NONE);
  }

  @AfterEach
  void close() {
    released.countDown();
    wire.close();
  }

  @Test
  void shouldStayAwayAsLongAsItIsToldWhenTheRegistryIsBusy() throws Exception {
    try (FaultyRegistry registry =
        new FaultyRegistry(request ->
            FaultyRegistry.reply(request, 429, Map.of("Retry-After", "60"), "slow down"))) {
      // When
      RegistryFailure failure = failure(registry);

      // Then
      assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(60));
      assertThat(failure.message()).contains("HTTP 429");
      // Not for its words either.
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void shouldGiveUpWhenTheRegistryHangs() throws Exception {
    try (FaultyRegistry registry = new FaultyRegistry(_ -> hang())) {
      // Given
      Instant begun = Instant.now();

      // When
      RegistryFailure failure = failure(registry);

      // Then
      assertThat(failure.message()).endsWith("no answer within 10 s: it is asked again by itself");
      assertThat(Duration.between(begun, Instant.now()))
          .isLessThan(Wire.ANSWERED_WITHIN.plus(Promised.within(Duration.ofSeconds(5))));
    }
  }

  @Test
  void shouldSayWhatItIsWhenSomethingElseAnswers() throws Exception {
    try (FaultyRegistry page =
        new FaultyRegistry(request ->
            FaultyRegistry.reply(
                request,
                200,
                Map.of("Content-Type", "text/html", "Docker-Content-Digest", DIGEST),
                "<html>Welcome</html>"))) {
      assertThat(failure(page).message())
          .contains("it answers with text/html, which is no manifest of an image")
          .endsWith("name the host of a registry");
    }
  }

  @Test
  void shouldComputeTheDigestWhenTheRegistryDoesNotNameIt() throws Exception {
    try (FaultyRegistry terse =
        new FaultyRegistry(request ->
            FaultyRegistry.reply(
                request, 200, Map.of("Content-Type", Reply.MANIFESTS.getFirst()), "{}"))) {
      assertThat(ask(terse, Optional.empty()))
          .isEqualTo(
              new TagLookup.Outcome.Found(Replies.reply(200, Map.of(), "{}").computedDigest()));
    }
  }

  /** As OpenShift's does. */
  @Test
  void shouldFetchATokenWhenTheRegistryNamesNothingButWhere() throws Exception {
    try (FaultyRegistry registry = new FaultyRegistry(TagLookupFaultsIT::withToken)) {
      // When
      TagLookup.Outcome outcome = ask(registry, credentials(registry));

      // Then
      assertThat(outcome).isEqualTo(new TagLookup.Outcome.Found(new ImageDigest(DIGEST)));
      assertThat(registry.requests())
          .element(1)
          .asString()
          .startsWith("GET /token?scope=repository%3Aos%2Fnode%3Apull Basic ");
      assertThat(registry.requests().getLast()).endsWith("Bearer for-the-pull");
    }
  }

  private static void withToken(com.sun.net.httpserver.HttpExchange request) throws IOException {
    String host = request.getRequestHeaders().getFirst("Host");
    if (request.getRequestURI().getPath().equals("/token")) {
      FaultyRegistry.reply(request, 200, Map.of(), "{\"token\":\"for-the-pull\"}");
    } else if ("Bearer for-the-pull"
        .equals(request.getRequestHeaders().getFirst("Authorization"))) {
      FaultyRegistry.reply(request, 200, FOUND, "");
    } else {
      FaultyRegistry.reply(
          request,
          401,
          Map.of("WWW-Authenticate", "Bearer realm=\"https://" + host + "/token\""),
          "");
    }
  }

  @Test
  void shouldNotTakeThePasswordElsewhereWhenItIsSentThere() throws Exception {
    try (FaultyRegistry elsewhere =
            new FaultyRegistry(request -> FaultyRegistry.reply(request, 200, FOUND, ""));
        FaultyRegistry registry =
            new FaultyRegistry(request -> {
              boolean known = request.getRequestHeaders().containsKey("Authorization");
              FaultyRegistry.reply(
                  request,
                  known ? 307 : 401,
                  known
                      ? Map.of("Location", "https://" + elsewhere.address() + "/there")
                      : Map.of("WWW-Authenticate", "Basic realm=\"r\""),
                  "");
            })) {
      // When
      TagLookup.Outcome outcome = ask(registry, credentials(registry));

      // Then
      assertThat(outcome).isInstanceOf(TagLookup.Outcome.Found.class);
      assertThat(registry.requests().getLast()).contains("Basic ");
      assertThat(elsewhere.requests()).containsExactly("HEAD /there null");
    }
  }

  @Test
  void shouldHideThePasswordWhenTheRegistrySendsItBack() throws Exception {
    try (FaultyRegistry registry =
        new FaultyRegistry(request ->
            FaultyRegistry.reply(
                request,
                403,
                Map.of("Content-Type", "application/json"),
                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"ann:%s\\u0007 may not\"}]}"
                    .formatted(SECRET)))) {
      // When
      TagLookup.Outcome outcome = ask(registry, credentials(registry));

      // Then
      assertThat(outcome)
          .isInstanceOfSatisfying(
              TagLookup.Outcome.Failed.class,
              failed ->
                  assertThat(failed.failure().message())
                      .contains("HTTP 403: DENIED: <hidden> may not")
                      .doesNotContain(SECRET));
    }
  }

  @Test
  void shouldBoundWhatTheRegistrySaysWhenItIsLong() throws Exception {
    try (FaultyRegistry registry =
        new FaultyRegistry(
            request -> FaultyRegistry.reply(request, 404, Map.of(), "no\n".repeat(100_000)))) {
      assertThat(failure(registry).message()).hasSizeLessThan(600).doesNotContain("\n");
    }
  }

  private void hang() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RegistryFailure failure(FaultyRegistry registry) throws InterruptedException {
    return switch (ask(registry, Optional.empty())) {
      case TagLookup.Outcome.Failed(RegistryFailure failure) -> failure;
      case TagLookup.Outcome.Found found -> throw new AssertionError("resolved: " + found);
    };
  }

  private TagLookup.Outcome ask(FaultyRegistry registry, Optional<RegistryCredentials> credentials)
      throws InterruptedException {
    return new TagLookup(
            wire, Clock.systemUTC(), Destination.itself(ref(registry)), credentials, false)
        .ask();
  }

  private static Optional<RegistryCredentials> credentials(FaultyRegistry registry) {
    return RegistryCredentials.in(
        "{\"auths\":{\"%s\":{\"username\":\"ann\",\"password\":\"%s\"}}}"
            .formatted(registry.address(), SECRET),
        ref(registry));
  }

  private static ImageRef.Tagged ref(FaultyRegistry registry) {
    return (ImageRef.Tagged) ImageRef.parse(registry.address() + "/os/node:stable");
  }
}
