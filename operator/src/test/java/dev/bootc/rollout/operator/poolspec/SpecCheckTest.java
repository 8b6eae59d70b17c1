package dev.bootc.rollout.operator.poolspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.CelGateSpec;
import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.DrainSpec;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.PrometheusGateSpec;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.UpdatePolicy;
import dev.bootc.rollout.api.WindowSpec;
import dev.bootc.rollout.api.WindowsSpec;
import dev.bootc.rollout.operator.registry.TagAnswer;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.window.Window;
import dev.bootc.rollout.workflows.window.Windows;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecCheckTest {
  private static final PullSecretRef SECRET = new PullSecretRef("pull", "images");

  private static final PoolPullSecrets.Answer NOT_NAMED = new PoolPullSecrets.Answer.NotNamed();
  private static final String TAG = "registry.example.com/os/node:stable";
  private static final Instant LATER = Instant.parse("2026-01-01T00:05:00Z");
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("node:latest", null, "InvalidSpec", "spec.image.ref: \"node:latest\""),
        Arguments.of(
            "registry.example.com/os/node@sha256:123",
            null,
            "InvalidSpec",
            "spec.image.ref: \"registry.example.com/os/node@sha256:123\""),
        Arguments.of(
            IMAGE, new IntOrString("150%"), "InvalidSpec", "spec.rollout.maxUnavailable: \"150%\""),
        Arguments.of(
            IMAGE, new IntOrString("half"), "InvalidSpec", "spec.rollout.maxUnavailable: \"half\""),
        Arguments.of(
            IMAGE, new IntOrString(-1), "InvalidSpec", "spec.rollout.maxUnavailable: \"-1\""));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldRefuseWithFieldAndValueWhenTheSpecIsWrong(
      String image, @Nullable IntOrString maxUnavailable, String reason, String message) {
    // When
    CheckedSpec checked = check(pool(image, maxUnavailable, null, null), NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.message()).contains(message);
            });
  }

  @Test
  void shouldNameEveryMistakeWhenThereAreSeveral() {
    // Given
    BootcNodePool pool = pool("node:latest", new IntOrString("half"), null, null);

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("spec.image.ref", "spec.rollout.maxUnavailable"));
  }

  @Test
  void shouldTakeWhatTheTagMeansWhenTheSpecNamesOne() {
    // Given
    ImageDigest digest = new ImageDigest("sha256:" + "c".repeat(64));

    // When
    CheckedSpec checked =
        SpecCheck.check(
            pool(TAG, null, null, null), NOT_NAMED, tag -> new TagAnswer(digest, "away", LATER));

    // Then
    assertThat(valid(checked).target().image())
        .isEqualTo("registry.example.com/os/node@" + digest.text());
    assertThat(checked.tag()).hasValue(new TagStanding(TAG, "away", LATER));
  }

  @Test
  void shouldCarryNothingOutWhenNobodyKnowsWhatTheTagMeans() {
    // When
    CheckedSpec checked =
        SpecCheck.check(
            pool(TAG, null, null, null), NOT_NAMED, tag -> new TagAnswer(null, null, null));

    // Then
    assertThat(checked).isEqualTo(new CheckedSpec.Unresolved(new TagStanding(TAG, null, null)));
  }

  @Test
  void shouldAskNobodyForTheTagWhenTheSpecIsWrongOtherwise() {
    // When
    CheckedSpec checked = check(pool(TAG, new IntOrString("half"), null, null), NOT_NAMED);

    // Then
    assertThat(checked).isInstanceOf(CheckedSpec.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "25%", "0"})
  void shouldReadLimitsWhenTheyAreNumbersOrPercentages(String text) {
    // When
    CheckedSpec checked = check(pool(IMAGE, new IntOrString(text), null, null), NOT_NAMED);

    // Then
    assertThat(valid(checked).maxUnavailable()).isEqualTo(MaxUnavailable.parse(text));
  }

  @Test
  void shouldAllowOneNodeWhenNothingIsSaid() {
    // When
    CheckedSpec checked = check(pool(IMAGE, null, null, null), NOT_NAMED);

    // Then
    assertThat(valid(checked).maxUnavailable()).isEqualTo(MaxUnavailable.ONE);
    assertThat(valid(checked).target().image()).isEqualTo(IMAGE);
    assertThat(valid(checked).pause()).isNull();
  }

  @Test
  void shouldSayWhoPausedSinceWhenWhenTheFieldIsSet() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, true, null);
    pool.getMetadata()
        .setManagedFields(
            List.of(
                owner("helm", "2026-01-02T00:00:00Z", Map.of("f:image", Map.of())),
                owner(
                    "kubectl-edit",
                    "2026-01-03T10:00:00Z",
                    Map.of("f:rollout", Map.of("f:paused", Map.of())))));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(valid(checked).pause())
        .isEqualTo(
            new Pause(
                "kubectl-edit", "spec.rollout.paused", Instant.parse("2026-01-03T10:00:00Z")));
  }

  @Test
  void shouldGoOnWithTheMendWhenTheSecretIsUnusable() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, SECRET);
    PoolPullSecrets.Answer unusable =
        new PoolPullSecrets.Answer.Unusable(SECRET, "spec.pullSecretRef: mend it");

    // When
    CheckedSpec checked = check(pool, unusable);

    // Then
    assertThat(valid(checked).secretProblem()).isEqualTo("spec.pullSecretRef: mend it");
    assertThat(valid(checked).pullSecret()).isEqualTo(new PullSecret(SECRET, null));
  }

  @Test
  void shouldKeepTheHashWhenTheSecretIsThere() {
    // Given
    PullSecret secret = new PullSecret(SECRET, "sha256:1");

    // When
    CheckedSpec checked =
        check(pool(IMAGE, null, null, SECRET), new PoolPullSecrets.Answer.Found(secret));

    // Then
    assertThat(valid(checked).pullSecret()).isEqualTo(secret);
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenMaxUnhealthyIsNoNumberOfNodes() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null,
                null,
                null,
                null,
                null,
                new IntOrString("0%"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            null,
            null));

    // When
    CheckedSpec checked = check(pool, new PoolPullSecrets.Answer.NotNamed());

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("spec.rollout.maxUnhealthy: \"0%\" is neither")
                    .contains("use 1, 2, … or 1% to 100%"));
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenMaxStagingIsNoNumberOfNodes() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new IntOrString("0%"),
                null,
                null),
            null,
            null));

    // When
    CheckedSpec checked = check(pool, new PoolPullSecrets.Answer.NotNamed());

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("spec.rollout.maxStaging: \"0%\" is neither")
                    .contains("use 1, 2, … or 1% to 100%"));
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenAWindowCannotBeReadOrNeverOpens() {
    // Given
    WindowsSpec windows =
        new WindowsSpec(
            List.of(new WindowSpec("0 22 * * *", 3600, "Europe/Berlinn")), List.of(), null);

    // When
    CheckedSpec checked = check(poolDuring(windows), new PoolPullSecrets.Answer.NotNamed());

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("InvalidSpec");
              assertThat(refused.message())
                  .startsWith("spec.rollout.windows.open[0].timeZone: \"Europe/Berlinn\"")
                  .contains("give an IANA name");
            });
  }

  @Test
  void shouldCarryTheWindowsToTheRolloutWhenThereAreSome() {
    // Given
    WindowsSpec windows =
        new WindowsSpec(List.of(new WindowSpec("0 22 * * *", 3600, null)), null, 60);

    // When
    CheckedSpec checked = check(poolDuring(windows), new PoolPullSecrets.Answer.NotNamed());

    // Then
    assertThat(valid(checked).target().windows())
        .isEqualTo(
            new Windows(
                List.of(new Window("0 22 * * *", Duration.ofHours(1), "UTC")),
                List.of(),
                Duration.ofMinutes(1),
                null,
                false));
  }

  private static BootcNodePool poolDuring(WindowsSpec windows) {
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null, null, null, null, null, null, windows, null, null, null, null, null, null,
                null, null),
            null,
            null));
    return pool;
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenATimeoutHasAnActionAndNoTime() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new DrainSpec(DrainTimeoutAction.HOLD, null, null, null, null, null, null, null),
                null,
                null,
                null,
                null),
            null,
            null));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("spec.rollout.drain.timeoutAction says what happens at")
                    .endsWith("give that too, from 1"));
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenThePodSelectorIsNone() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    LabelSelector malformed =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("app")
            .withOperator("Near")
            .withValues("web")
            .endMatchExpression()
            .build();
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new DrainSpec(null, null, null, null, malformed, null, null, null),
                null,
                null,
                null,
                null),
            null,
            null));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("spec.rollout.drain.podSelector.matchExpressions[0].operator")
                    .endsWith("use In, NotIn, Exists or DoesNotExist"));
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenWhatIsApprovedIsNoDigest() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(manual("latest"));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("spec.image.approvedDigest: \"latest\" is no digest")
                    .contains("status.targetDigest"));
  }

  @Test
  void shouldTellTheRolloutWhatIsApprovedWhenThePolicyIsManual() {
    // Given
    BootcNodePool pool = pool(IMAGE, null, null, null);
    String digest = IMAGE.substring(IMAGE.indexOf("sha256:"));
    pool.setSpec(manual(digest));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(valid(checked).target().approval()).isEqualTo(new ManualApproval(digest));
  }

  private static BootcNodePoolSpec manual(String approved) {
    return new BootcNodePoolSpec(
        new LabelSelector(),
        new ImageSource(IMAGE, UpdatePolicy.MANUAL, approved, null),
        null,
        null,
        null);
  }

  /** Nobody asks what a tag means where the spec names none, or is wrong otherwise. */
  private static CheckedSpec check(BootcNodePool pool, PoolPullSecrets.Answer secret) {
    return SpecCheck.check(
        pool,
        secret,
        tag -> {
          throw new AssertionError("asked what " + tag + " means");
        });
  }

  private static CheckedSpec.Valid valid(CheckedSpec checked) {
    assertThat(checked).isInstanceOf(CheckedSpec.Valid.class);
    return (CheckedSpec.Valid) checked;
  }

  private static ManagedFieldsEntry owner(String manager, String time, Map<String, ?> spec) {
    FieldsV1 fields = new FieldsV1();
    fields.setAdditionalProperty("f:spec", spec);
    ManagedFieldsEntry entry = new ManagedFieldsEntry();
    entry.setManager(manager);
    entry.setTime(time);
    entry.setFieldsV1(fields);
    return entry;
  }

  @Test
  void shouldNameFieldAndMendWhenGatesCannotBeMeant() {
    // Given
    LabelSelector wrong = new LabelSelector();
    wrong.setMatchLabels(Map.of("not a key", "x"));
    BootcNodePool pool =
        gated(
            gate("network", new DaemonSetGateSpec(null), null, null, null),
            gate("network", new DaemonSetGateSpec(wrong), null, null, null),
            gate("nothing", null, null, null, null),
            gate("paused", null, expression("node.spec.unschedulable"), null, null),
            gate("two", null, expression("true"), new HttpGateSpec("http://shop/"), null),
            gate("elsewhere", null, null, new HttpGateSpec("http:///healthz"), null),
            gate(
                "metrics",
                null,
                null,
                null,
                new PrometheusGateSpec("http://me:secret@prometheus:9090", "up == 1", null)),
            gate("good", null, null, new HttpGateSpec("http://{address}:80/{node}"), null));

    // When
    CheckedSpec checked = check(pool, NOT_NAMED);

    // Then
    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckedSpec.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains(
                        "spec.rollout.gates[1].name: \"network\" is another gate's, too: give each"
                            + " its own",
                        "spec.rollout.gates[1].daemonSets.selector",
                        "spec.rollout.gates[2] asks for nothing: give one of daemonSets, cel,"
                            + " http, prometheus",
                        "spec.rollout.gates[3].cel.expression is not true or false: compare it",
                        "spec.rollout.gates[4] asks for 2 things",
                        "spec.rollout.gates[5].http.url: \"http:///healthz\"",
                        "spec.rollout.gates[6].prometheus.address has a password in it")
                    .doesNotContain("gates[7]", "secret"));
  }

  private static CelGateSpec expression(String text) {
    return new CelGateSpec(null, null, null, null, text);
  }

  private static GateSpec gate(
      String name,
      @Nullable DaemonSetGateSpec daemonSets,
      @Nullable CelGateSpec cel,
      @Nullable HttpGateSpec http,
      @Nullable PrometheusGateSpec prometheus) {
    return new GateSpec(name, null, null, null, daemonSets, cel, http, prometheus, null);
  }

  private static BootcNodePool gated(GateSpec... gates) {
    BootcNodePool pool = pool(IMAGE, null, null, null);
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(IMAGE),
            new RolloutSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(gates)),
            null,
            null));
    return pool;
  }

  private static BootcNodePool pool(
      String image,
      @Nullable IntOrString maxUnavailable,
      @Nullable Boolean paused,
      @Nullable PullSecretRef secret) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName("workers")
            .withGeneration(1L)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .build());
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelector(),
            new ImageSource(image),
            new RolloutSpec(
                maxUnavailable,
                paused,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            null,
            secret));
    return pool;
  }
}
