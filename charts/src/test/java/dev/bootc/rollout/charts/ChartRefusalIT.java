package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code helm install} says of a cluster that the chart would not work on. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartRefusalIT {
  /** Other tests of the run have applied definitions and roles without Helm. */
  private static final String ELSEWHERE =
      "definitions: {enabled: false}\nfullnameOverride: tried\n";

  private static final String NO_VOLUME = "temporal: {embedded: {persistence: {enabled: false}}}\n";

  private static final String OWN_TEMPORAL =
      """
      definitions: {enabled: false}
      fullnameOverride: tried
      temporal:
        address: temporal.example.com:7233
        mode: external
        tls: {existingSecret: chart-certificate, clientCertificate: true, certificateAuthority: true}
      """;

  private final ControlPlane plane;
  private final KubernetesClient admin;
  private final Deque<HasMetadata> ofTheTest = new ArrayDeque<>();

  ChartRefusalIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @AfterEach
  void removeWhatTheTestMade() {
    ofTheTest.forEach(object -> admin.resource(object).delete());
    ofTheTest.clear();
  }

  @ParameterizedTest
  @CsvSource({"first, somewhere", "second, elsewhere"})
  void shouldRefuseASecondReleaseWhenItHasTheSameNameOrTheSameNamespace(
      String release, String namespace, @TempDir Path folder) {
    // Given
    there(
        new ClusterRoleBuilder()
            .withNewMetadata()
            // Helm meets it before those of the release that other tests of the run have applied.
            .withName("a-first-operator")
            .withLabels(
                Map.of(
                    "app.kubernetes.io/part-of", "bootc-rollout",
                    "app.kubernetes.io/instance", "first"))
            .withAnnotations(Map.of("meta.helm.sh/release-namespace", "elsewhere"))
            .endMetadata()
            .build());
    // When
    assertThatThrownBy(() -> tryIt(release, namespace, folder, ELSEWHERE + NO_VOLUME))
        // Then
        .hasMessageContaining("release \"first\" of bootc-rollout in namespace \"elsewhere\"")
        .hasMessageContaining("upgrade that one, or uninstall it first");
  }

  @Test
  void shouldNameTheCommandsWhenTheAgentsNamespaceIsMissing(@TempDir Path folder) {
    // Given
    String values = ELSEWHERE + NO_VOLUME + "agent: {namespace: {name: gone, create: false}}\n";
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .hasMessageContaining("namespace \"gone\" for the agent does not exist")
        .hasMessageContaining("kubectl create namespace gone")
        .hasMessageContaining("enforce=privileged");
  }

  @ParameterizedTest
  @CsvSource({"without-labels, ", "too-strict, restricted"})
  void shouldNameTheLabelWhenTheAgentsNamespaceWouldRefuseIt(
      String namespace, @Nullable String profile, @TempDir Path folder) {
    // Given
    there(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("agent-" + namespace)
            .withLabels(
                profile == null ? Map.of() : Map.of("pod-security.kubernetes.io/enforce", profile))
            .endMetadata()
            .build());
    String values =
        ELSEWHERE
            + NO_VOLUME
            + "agent: {namespace: {name: agent-%s, create: false}}\n".formatted(namespace);
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .hasMessageContaining("kubectl label --overwrite namespace agent-" + namespace)
        .hasMessageContaining("pod-security.kubernetes.io/enforce=privileged");
  }

  @Test
  void shouldAskToKeepTheAgentsNamespaceWhenHelmWouldDeleteItWithTheAgents(@TempDir Path folder) {
    // Given
    there(namespaceOfTheRelease("agent-own", Map.of()));
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, givenUp("agent-own")))
        // Then
        .hasMessageContaining("kubectl annotate namespace agent-own helm.sh/resource-policy=keep");
  }

  @Test
  void shouldNotMindWhenTheAgentsNamespaceIsKept(@TempDir Path folder) {
    // Given
    there(namespaceOfTheRelease("agent-kept", Map.of("helm.sh/resource-policy", "keep")));
    // When
    assertThatCode(() -> tryIt("bootc-rollout", "default", folder, givenUp("agent-kept")))
        // Then
        .doesNotThrowAnyException();
  }

  private static String givenUp(String namespace) {
    return ELSEWHERE
        + NO_VOLUME
        + "agent: {namespace: {name: %s, create: false}}\n".formatted(namespace);
  }

  private static Namespace namespaceOfTheRelease(String name, Map<String, String> annotations) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(Map.of("pod-security.kubernetes.io/enforce", "privileged"))
        .withAnnotations(annotations)
        .addToAnnotations("meta.helm.sh/release-name", "bootc-rollout")
        .addToAnnotations("meta.helm.sh/release-namespace", "default")
        .endMetadata()
        .build();
  }

  @Test
  void shouldNameTheClassesThatThereAreWhenTheClusterHasNotTheOneAskedFor(@TempDir Path folder) {
    // Given
    there(storageClass("chart-slow", false));
    String values =
        ELSEWHERE + "temporal: {embedded: {persistence: {storageClassName: chart-fast}}}\n";
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .hasMessageContaining("storageClassName is \"chart-fast\"")
        .hasMessageContaining("it has: chart-slow")
        .hasMessageContaining("persistence.enabled=false");
  }

  @Test
  void shouldAskForAClassWhenTheClusterHasNoDefault(@TempDir Path folder) {
    // Given
    there(storageClass("chart-slow", false));
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, ELSEWHERE))
        // Then
        .hasMessageContaining("no default StorageClass (it has: chart-slow)")
        .hasMessageContaining("temporal.embedded.persistence.storageClassName");
  }

  @Test
  void shouldNotMindWhenSomebodyHasMadeAVolumeOfThatClassByHand(@TempDir Path folder) {
    // Given
    there(
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName("chart-by-hand")
            .endMetadata()
            .withNewSpec()
            .withStorageClassName("by-hand")
            .withAccessModes("ReadWriteOnce")
            .withCapacity(Map.of("storage", new Quantity("5Gi")))
            .withNewHostPath("/srv/temporal", "")
            .endSpec()
            .build());
    String values =
        ELSEWHERE + "temporal: {embedded: {persistence: {storageClassName: by-hand}}}\n";
    // When
    assertThatCode(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .doesNotThrowAnyException();
  }

  @Test
  void shouldNotMindWhenTheClusterHasADefaultClass(@TempDir Path folder) {
    // Given
    there(storageClass("chart-default", true));
    // When
    assertThatCode(() -> tryIt("bootc-rollout", "default", folder, ELSEWHERE))
        // Then
        .doesNotThrowAnyException();
  }

  @Test
  void shouldSayHowToHandThemOverWhenTheDefinitionsBelongToNoRelease(@TempDir Path folder) {
    // Given
    ChartInstallation.on(plane);
    String name = ChartInstallation.RELEASE;
    // When
    assertThatThrownBy(() -> tryIt(name, ChartInstallation.NAMESPACE, folder, NO_VOLUME))
        // Then
        .hasMessageContaining("belongs to no release of Helm")
        .hasMessageContaining("kubectl annotate --overwrite crd")
        .hasMessageContaining("meta.helm.sh/release-namespace=" + ChartInstallation.NAMESPACE)
        .hasMessageContaining("definitions.enabled=false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ca.crt, tls.crt | has no tls.key (it has: ca.crt, tls.crt) | cert-manager's
          tls.crt, tls.key | has no ca.crt (it has: tls.crt, tls.key) | temporal.tls.certificateAuthority to false
          other | has no tls.crt (it has: other) | put it in
          """)
  void shouldNameWhatIsMissingWhenASecretHasACertificateWithoutItsKey(
      String keys, String missing, String mend, @TempDir Path folder) {
    // Given
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("chart-certificate")
            .endMetadata();
    for (String key : keys.split(", ")) {
      secret.addToStringData(key, "-----BEGIN");
    }
    there(secret.build());
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, OWN_TEMPORAL))
        // Then
        .hasMessageContaining("temporal.tls.existingSecret is \"chart-certificate\"")
        .hasMessageContaining(missing)
        .hasMessageContaining(mend);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          database | temporal.postgres.existingSecret is "database", and that Secret in namespace default has no password (it has: ca.crt) | temporal.postgres.passwordKey
          login    | temporal.postgres.tls.existingSecret is "login", and that Secret in namespace default has no ca.crt (it has: password) | to trust the system's
          """)
  void shouldNameWhatIsMissingWhenASecretOfTheDatabaseHasNotWhatIsAskedOfIt(
      String used, String missing, String mend, @TempDir Path folder) {
    // Given
    there(secret("database", "ca.crt"));
    there(secret("login", "password"));
    String values =
        ELSEWHERE
            + """
            temporal:
              mode: postgres
              postgres: {host: db, existingSecret: %1$s, tls: {existingSecret: %1$s}}
            """
                .formatted(used);
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .hasMessageContaining(missing)
        .hasMessageContaining(mend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with a space", "with-a-newline\n"})
  void shouldSayThatThePasswordCannotBeUsedWhenItHasWhiteSpace(
      String password, @TempDir Path folder) {
    // Given
    there(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("spaced")
            .endMetadata()
            .addToStringData("password", password)
            .build());
    String values =
        ELSEWHERE + "temporal: {mode: postgres, postgres: {host: db, existingSecret: spaced}}\n";
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, values))
        // Then
        .hasMessageContaining("temporal.postgres.existingSecret is \"spaced\"")
        .hasMessageContaining("has white space")
        .hasMessageContaining("--from-literal=password=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          size: 20Gi              | persistence.size is 20Gi, and the StatefulSet tried-temporal asks for 5Gi | --cascade=orphan
          storageClassName: fast  | asks for a volume of class "fast"    | delete pvc --ignore-not-found data-tried-temporal-0
          enabled: false          | persistence.enabled is false         | delete statefulset tried-temporal
          """)
  void shouldNameTheCommandsWhenTheVolumeIsToBecomeAnotherOne(
      String values, String why, String mend, @TempDir Path folder) {
    // Given
    there(storageClass("fast", true));
    there(temporalWithAVolumeOf("5Gi"));
    // When
    assertThatThrownBy(() -> tryIt("bootc-rollout", "default", folder, volume(values)))
        // Then
        .hasMessageContaining(why)
        .hasMessageContaining(mend);
  }

  @Test
  void shouldNotMindWhenTheSizeOfTheVolumeIsOnlyWrittenDifferently(@TempDir Path folder) {
    // Given
    there(storageClass("fast", true));
    there(temporalWithAVolumeOf("5Gi"));
    // When
    assertThatCode(() -> tryIt("bootc-rollout", "default", folder, volume("size: 5120Mi")))
        // Then
        .doesNotThrowAnyException();
  }

  private static String volume(String values) {
    return ELSEWHERE + "temporal: {embedded: {persistence: {%s}}}\n".formatted(values);
  }

  private HasMetadata temporalWithAVolumeOf(String size) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: tried-temporal
              namespace: default
              # As a release would have it: Helm asks whose it is before it makes its own.
              labels: {app.kubernetes.io/managed-by: Helm}
              annotations: {meta.helm.sh/release-name: bootc-rollout, meta.helm.sh/release-namespace: default}
            spec:
              replicas: 0
              serviceName: tried-temporal
              selector: {matchLabels: {app: tried}}
              template:
                metadata: {labels: {app: tried}}
                spec: {containers: [{name: temporal, image: docker.io/temporalio/temporal:1.9.1}]}
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: %s}}}
            """
                .formatted(size));
  }

  private static HasMetadata secret(String name, String key) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .addToStringData(key, "something")
        .build();
  }

  private void tryIt(String release, String namespace, Path folder, String values)
      throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    Chart.ofThisCheckout()
        .tryInstalling(release, namespace, plane.adminKubeconfig(), Optional.of(file));
  }

  private void there(HasMetadata object) {
    admin.resource(object).serverSideApply();
    ofTheTest.push(object);
  }

  private static HasMetadata storageClass(String name, boolean isDefault) {
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName(name)
        .withAnnotations(
            Map.of("storageclass.kubernetes.io/is-default-class", Boolean.toString(isDefault)))
        .endMetadata()
        .withProvisioner("kubernetes.io/no-provisioner")
        .build();
  }
}
