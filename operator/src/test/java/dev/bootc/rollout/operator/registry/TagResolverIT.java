package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.servers.RegistryServer;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real registries say of their tags: one with TLS that asks for a password, one without. */
final class TagResolverIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final PullSecretRef SECRET = new PullSecretRef("pull", "images");

  @TempDir private static Path trusted;
  private static RegistryServer guarded;
  private static RegistryServer plain;

  private final List<Boolean> told = new CopyOnWriteArrayList<>();
  private final Map<PullSecretRef, String> secrets = new HashMap<>();
  private final List<String> woken = new CopyOnWriteArrayList<>();
  private @Nullable TagResolver resolver;

  @BeforeAll
  static void startRegistries() {
    AUTHORITY.writeTo(trusted);
    guarded = RegistryServer.withPassword(AUTHORITY);
    plain = RegistryServer.plain();
  }

  @AfterAll
  static void stopRegistries() {
    guarded.close();
    plain.close();
  }

  @AfterEach
  void close() {
    if (resolver != null) {
      resolver.close();
    }
  }

  @Test
  void shouldNameTheIndexWhenTheImageIsForTwoArchitectures() {
    // Given
    secrets.put(SECRET, guarded.dockerConfig());
    String index = guarded.pushIndex("os/index", "stable", Map.of("amd64", "a", "arm64", "b"));

    // When
    start(PERIOD, false);

    // Then
    assertThat(answered(asker("workers", guarded, "os/index", SECRET)).digest())
        .isEqualTo(new ImageDigest(index));
    // The first without the password, which nobody had asked for yet.
    assertThat(guarded.requests("HEAD /v2/os/index/manifests/stable")).isEqualTo(2);
    assertThat(guarded.requests("GET /v2/os/index")).isZero();
  }

  @Test
  void shouldAskOnceWhenAHundredPoolsNameOneTag() {
    // Given
    String image = plain.push("os/many", "stable", "one");
    start(PERIOD, true);
    List<Asker> askers =
        IntStream.range(0, 100).mapToObj(i -> asker("pool-" + i, plain, "os/many", null)).toList();

    // When
    askers.forEach(asker -> resolver().answer(asker));

    // Then
    await().atMost(SOON).untilAsserted(() -> assertThat(woken).hasSize(100));
    assertThat(askers)
        .allSatisfy(asker ->
            assertThat(resolver().answer(asker).digest()).isEqualTo(new ImageDigest(image)));
    assertThat(plain.requests("HEAD /v2/os/many/manifests/stable")).isEqualTo(1);
  }

  @Test
  void shouldSeeAMovedTagWhenThePeriodIsOver() {
    // Given
    String before = plain.push("os/moved", "stable", "before");
    start(Duration.ofSeconds(1), true);
    Asker asker = asker("workers", plain, "os/moved", null);
    assertThat(answered(asker).digest()).isEqualTo(new ImageDigest(before));

    // When
    String after = plain.push("os/moved", "stable", "after");

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(resolver().answer(asker).digest()).isEqualTo(new ImageDigest(after)));
  }

  @Test
  void shouldAskAtOnceWhenAPersonWantsItAndNotBefore() {
    // Given
    plain.push("os/wanted", "stable", "before");
    start(PERIOD, true);
    Asker asker = asker("workers", plain, "os/wanted", null);
    answered(asker);
    String after = plain.push("os/wanted", "stable", "after");
    assertThat(resolver().answer(asker).digest()).isNotEqualTo(new ImageDigest(after));

    // When
    Asker wanting = new Asker("workers", asker.ref(), null, null, "2026-01-01T00:00:00Z", null);

    // Then
    await()
        .atMost(Promised.within(Duration.ofSeconds(2)))
        .untilAsserted(() ->
            assertThat(resolver().answer(wanting).digest()).isEqualTo(new ImageDigest(after)));
    assertThat(plain.requests("HEAD /v2/os/wanted/manifests/stable")).isEqualTo(2);
  }

  @Test
  void shouldSayWhatTheRegistrySaysWhenItDoesNotKnowTheTag() {
    // Given
    plain.push("os/known", "other", "one");
    start(PERIOD, true);

    // When
    TagAnswer answer = answered(asker("workers", plain, "os/known", null));

    // Then
    assertThat(answer.digest()).isNull();
    assertThat(answer.problem())
        .startsWith("spec.image.ref: " + plain.address() + " does not resolve \"" + plain.address())
        .contains("HTTP 404: MANIFEST_UNKNOWN: manifest unknown")
        .endsWith("push it, or correct the reference");
    assertThat(told).containsExactly(false);
  }

  @Test
  void shouldSayWhatIsMissingAndRecoverWhenNobodyGivesCredentials() {
    // Given
    secrets.put(SECRET, guarded.dockerConfig());
    String image = guarded.push("os/secret", "stable", "one");
    start(PERIOD, false);

    // When
    TagAnswer anybody = answered(asker("workers", guarded, "os/secret", null));

    // Then
    assertThat(anybody.problem())
        .contains("HTTP 401: UNAUTHORIZED: authentication required", "spec.pullSecretRef");
    assertThat(answered(asker("workers", guarded, "os/secret", SECRET)).digest())
        .isEqualTo(new ImageDigest(image));
  }

  @Test
  void shouldNotRepeatThePasswordWhenItIsWrong() {
    // Given
    secrets.put(SECRET, guarded.dockerConfig().replace("\"auth\":\"", "\"auth\":\"eHg6"));
    start(PERIOD, false);

    // When
    TagAnswer answer = answered(asker("workers", guarded, "os/secret", SECRET));

    // Then
    assertThat(answer.problem())
        .contains("HTTP 401", "give the Secret of spec.pullSecretRef credentials")
        .doesNotContain("eHg6", guarded.password());
  }

  @Test
  void shouldTrustAPrivateAuthorityOnceItsFileIsThere(@TempDir Path late) {
    // Given
    secrets.put(SECRET, guarded.dockerConfig());
    String image = guarded.push("os/late", "stable", "one");
    TestAuthority.create("another").writeTo(late);
    start(
        new RegistryOptions(
            Optional.of(PERIOD),
            Optional.of(true),
            Optional.of(late.resolve("ca.crt")),
            Proxies.NONE,
            Mirrors.NONE));
    Asker asker = asker("workers", guarded, "os/late", SECRET);

    // When
    TagAnswer distrusted = answered(asker);

    // Then
    assertThat(distrusted.problem()).contains("is not trusted", "--registry-ca-file");

    // When
    AUTHORITY.writeTo(late);

    // Then
    Asker again = new Asker("workers", asker.ref(), SECRET, "sha256:1", "again", null);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(resolver().answer(again).digest()).isEqualTo(new ImageDigest(image)));
  }

  @Test
  void shouldAskWithoutTlsOnlyWhenThatIsAllowed() {
    // Given
    plain.push("os/plain", "stable", "one");
    start(PERIOD, false);

    // When
    TagAnswer answer = answered(asker("workers", plain, "os/plain", null));

    // Then
    assertThat(answer.problem()).contains("no TLS with it", "--allow-insecure-registry");
    assertThat(plain.requests("HEAD /v2/os/plain/manifests/stable")).isZero();
  }

  @Test
  void shouldAskTheMirrorWithItsOwnCredentialsWhenTheHostHasOne() {
    // Given
    secrets.put(SECRET, guarded.dockerConfig());
    String image = guarded.push("copies/os/node", "stable", "one");
    Asker asker = asker("workers", ref("registry.example.com/os/node"), SECRET);

    // When
    start(PERIOD, false, Mirrors.parse("registry.example.com=" + guarded.address() + "/copies"));

    // Then
    assertThat(answered(asker).digest()).isEqualTo(new ImageDigest(image));
  }

  @Test
  void shouldAskNobodyElseAndNameTheMirrorWhenItDoesNotAnswer() {
    // Given
    plain.push("os/mirrored", "stable", "one");
    String gone;
    try (RegistryServer mortal = RegistryServer.plain()) {
      gone = mortal.address();
    }
    Asker asker = asker("workers", plain, "os/mirrored", null);

    // When
    start(PERIOD, true, Mirrors.parse(plain.address() + "=" + gone));

    // Then
    assertThat(answered(asker).problem())
        .isEqualTo(
            "spec.image.ref: %1$s (the mirror of %2$s, and nobody else is asked) does not resolve \"%2$s/os/mirrored:stable\": it takes no connection: it is asked again by itself"
                .formatted(gone, plain.address()));
    assertThat(plain.requests("HEAD /v2/os/mirrored")).isZero();
  }

  @Test
  void shouldSayHowToMendItWhenTheMirrorDoesNotHaveTheImage() {
    // Given
    start(PERIOD, true, Mirrors.parse("registry.example.com=" + plain.address()));

    // When
    TagAnswer answer = answered(asker("workers", ref("registry.example.com/os/absent"), null));

    // Then
    assertThat(answer.problem())
        .startsWith("spec.image.ref: " + plain.address() + " (the mirror of registry.example.com")
        .contains("\"registry.example.com/os/absent:stable\": HTTP 404")
        .endsWith("let the mirror have it, or correct the reference, or --registry-mirrors");
  }

  @Test
  void shouldKeepWhatItKnowsAndRecoverWhenTheRegistryGoesAndComesBack() {
    // Given
    String image;
    Asker asker;
    try (RegistryServer mortal = RegistryServer.plain()) {
      image = mortal.push("os/mortal", "stable", "one");
      start(Duration.ofSeconds(1), true);
      asker = asker("workers", mortal, "os/mortal", null);
      assertThat(answered(asker).digest()).isEqualTo(new ImageDigest(image));
    }

    // When
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(resolver().answer(asker).problem()).isNotNull());

    // Then
    assertThat(resolver().answer(asker).digest()).isEqualTo(new ImageDigest(image));
    assertThat(resolver().answer(asker).problem()).contains("it takes no connection");
  }

  private void start(Duration period, boolean allowInsecure) {
    start(period, allowInsecure, Mirrors.NONE);
  }

  private void start(Duration period, boolean allowInsecure, Mirrors mirrors) {
    start(
        new RegistryOptions(
            Optional.of(period),
            Optional.of(allowInsecure),
            Optional.of(trusted.resolve("ca.crt")),
            Proxies.NONE,
            mirrors));
  }

  private void start(RegistryOptions options) {
    resolver =
        new TagResolver(
            options,
            () -> ConfiguredRegistries.settings(options, Optional.empty()),
            ref -> Optional.ofNullable(secrets.get(ref)),
            this::wake,
            Clock.systemUTC(),
            RandomGenerator.getDefault(),
            told::add);
  }

  private void wake(Collection<String> askers) {
    woken.addAll(askers);
  }

  private TagResolver resolver() {
    if (resolver == null) {
      throw new IllegalStateException("not started");
    }
    return resolver;
  }

  /** What is known once it was answered, or the registry failed to. */
  private TagAnswer answered(Asker asker) {
    return await()
        .atMost(SOON)
        .until(() -> resolver().answer(asker), known -> known.next() != null);
  }

  private static Asker asker(
      String name, RegistryServer registry, String repository, @Nullable PullSecretRef secret) {
    return asker(name, ref(registry.address() + "/" + repository), secret);
  }

  private static Asker asker(String name, ImageRef.Tagged ref, @Nullable PullSecretRef secret) {
    return new Asker(name, ref, secret, secret == null ? null : "sha256:1", null, null);
  }

  private static ImageRef.Tagged ref(String image) {
    return (ImageRef.Tagged) ImageRef.parse(image + ":stable");
  }
}
