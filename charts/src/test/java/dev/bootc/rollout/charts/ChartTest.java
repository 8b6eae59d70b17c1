package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.chart.Chart;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dupdate.golden=true} rewrites the files that the chart's output is compared with. */
class ChartTest {
  @SuppressWarnings("unused") // by @FieldSource
  static final List<String> CASES = List.of(ChartCases.NAMES);

  private static final String POSTGRES =
      "temporal:\n  mode: postgres\n  postgres: {host: db, existingSecret: s, %s}\n";

  @Test
  void shouldSatisfyHelmsLinterWhenItIsStrict() {
    // Given
    Chart chart = Chart.ofThisCheckout();
    // When
    List<String> complaints = chart.lint();
    // Then
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldRenderWhatTheGoldenFileSaysWhenGivenTheValuesOf(String name) throws IOException {
    // Given
    Path golden = ChartCases.golden("out-" + name + ".yaml");
    // When
    String rendered = ChartCases.renderWithoutDefinitions(name);
    // Then
    ChartCases.assertEqualsGolden(rendered, golden);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "everything"})
  void shouldGrantTheRightsThatTheGoldenFileListsWhenGivenTheValuesOf(String name)
      throws IOException {
    // Given
    Path golden = ChartCases.golden("rights-" + name + ".txt");
    // When
    String rights =
        String.join("\n", ChartCases.objects(name).stream().flatMap(ChartTest::rights).toList());
    // Then
    ChartCases.assertEqualsGolden(rights + "\n", golden);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldHoldEveryContainerButTheAgentToTheRestrictedProfileWhenGivenTheValuesOf(String name) {
    // Given
    Stream<PodSpec> pods = ChartCases.objects(name).stream().flatMap(ChartTest::ordinaryPods);
    // When
    List<Container> containers =
        pods.peek(pod -> assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue())
            .peek(pod ->
                assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault"))
            .flatMap(ChartTest::containers)
            .toList();
    // Then
    assertThat(containers)
        .isNotEmpty()
        .allSatisfy(container -> {
          SecurityContext context = container.getSecurityContext();
          assertThat(context.getAllowPrivilegeEscalation()).isFalse();
          assertThat(context.getReadOnlyRootFilesystem()).isTrue();
          assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
          assertThat(context.getPrivileged()).isNull();
        });
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldRunTheAgentOnEveryNodeOfAPoolWhateverItsTaintsWhenGivenTheValuesOf(String name) {
    // Given
    List<HasMetadata> objects = ChartCases.objects(name);
    // When
    List<PodSpec> agents =
        objects.stream()
            .filter(DaemonSet.class::isInstance)
            .map(object -> ((DaemonSet) object).getSpec().getTemplate().getSpec())
            .toList();
    // Then
    assertThat(agents)
        .singleElement()
        .satisfies(agent -> {
          assertThat(agent.getNodeSelector())
              .containsOnly(
                  Map.entry("bootc.dev/managed", ""), Map.entry("kubernetes.io/os", "linux"));
          assertThat(agent.getTolerations())
              .singleElement()
              .satisfies(toleration -> {
                assertThat(toleration.getOperator()).isEqualTo("Exists");
                assertThat(toleration.getKey()).isNull();
                assertThat(toleration.getEffect()).isNull();
              });
        });
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldTakeNoSettingFromAServiceThatHappensToHaveItsNameWhenGivenTheValuesOf(String name) {
    // Given // When
    List<PodSpec> pods = everyPod(name).toList();
    // Then
    assertThat(pods).isNotEmpty().extracting(PodSpec::getEnableServiceLinks).containsOnly(false);
  }

  @Test
  void shouldLeaveTheUsersToTheClusterAndGrantTheAgentItsPrivilegesWhenThatIsOpenShift() {
    // Given
    List<HasMetadata> objects = ChartCases.objects("openshift");
    // When
    List<PodSpec> pods = objects.stream().flatMap(ChartTest::ordinaryPods).toList();
    // Then
    assertThat(pods)
        .isNotEmpty()
        .extracting(PodSpec::getSecurityContext)
        .allSatisfy(context -> {
          assertThat(context.getRunAsNonRoot()).isTrue();
          assertThat(context.getRunAsUser()).isNull();
          assertThat(context.getFsGroup()).isNull();
        });
    assertThat(objects)
        .filteredOn(RoleBinding.class::isInstance)
        .extracting(object -> ((RoleBinding) object).getRoleRef().getName())
        .contains("system:openshift:scc:privileged");
  }

  @Test
  void shouldUpgradeTheDefinitionsWithTheChartAndKeepThemWhenItGoes() throws IOException {
    // Given
    Path generated = Chart.ofThisCheckout().folder().resolve("definitions");
    KubernetesSerialization yaml = new KubernetesSerialization();
    List<HasMetadata> expected;
    try (Stream<Path> files = Files.list(generated)) {
      expected = files.sorted().map(file -> (HasMetadata) yaml.unmarshal(read(file))).toList();
    }
    // When
    List<HasMetadata> rendered =
        ChartCases.objects("default").stream()
            .filter(CustomResourceDefinition.class::isInstance)
            .toList();
    // Then
    assertThat(rendered)
        .extracting(object -> ((CustomResourceDefinition) object).getSpec())
        .containsExactlyElementsOf(
            expected.stream()
                .map(object -> ((CustomResourceDefinition) object).getSpec())
                .toList());
    assertThat(rendered)
        .allSatisfy(object ->
            assertThat(object.getMetadata().getAnnotations())
                .containsEntry("helm.sh/resource-policy", "keep"));
  }

  @Test
  void shouldGiveNoRightOverPoolsToWhoeverHasTheOrdinaryRolesOfTheCluster() {
    // Given
    List<HasMetadata> objects = ChartCases.objects("default");
    // When
    List<HasMetadata> roles =
        objects.stream().filter(object -> object instanceof ClusterRole).toList();
    // Then
    assertThat(roles)
        .extracting(role -> role.getMetadata().getName())
        .contains("bootc-rollout-view", "bootc-rollout-edit");
    assertThat(roles)
        .flatExtracting(role -> role.getMetadata().getLabels().keySet())
        .noneMatch(label -> label.startsWith("rbac.authorization.k8s.io/aggregate"));
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldKeepTheAgentsMemoryOnTheHostWhenGivenTheValuesOf(String name) {
    // Given
    List<HasMetadata> objects = ChartCases.objects(name);
    // When
    List<String> foldersOfTheHost =
        objects.stream()
            .filter(DaemonSet.class::isInstance)
            .flatMap(object ->
                ((DaemonSet) object).getSpec().getTemplate().getSpec().getVolumes().stream())
            .filter(volume -> volume.getHostPath() != null)
            .map(volume -> volume.getHostPath().getPath())
            .toList();
    // Then
    assertThat(foldersOfTheHost).containsExactly("/var/lib/bootc-rollout-agent");
  }

  private static Stream<PodSpec> everyPod(String name) {
    return ChartCases.objects(name).stream()
        .flatMap(object -> Stream.concat(ordinaryPods(object), agents(object)));
  }

  private static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldNameEveryImageInFullAndLeaveTheCommandToItWhenGivenTheValuesOf(String name) {
    // Given
    Stream<PodSpec> pods = everyPod(name);
    // When
    List<Container> containers = pods.flatMap(ChartTest::containers).toList();
    // Then
    assertThat(containers)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(container -> {
          assertThat(container.getImage())
              .matches("[a-z0-9-]+(\\.[a-z0-9-]+)+/[a-z0-9./-]+(:[^:@]+|@sha256:[0-9a-f]{64})");
          // Ours say themselves what they run; of others nobody has promised that.
          if (container.getImage().contains("bootc-rollout/")) {
            assertThat(container.getCommand()).isEmpty();
          }
        });
  }

  @Test
  void shouldPullEveryImageFromTheMirrorByItsDigestOrTagWhenTheValuesNameOne() {
    // Given // When
    Stream<String> images =
        everyPod("everything").flatMap(ChartTest::containers).map(Container::getImage).distinct();
    // Then
    assertThat(images)
        .containsExactlyInAnyOrder(
            "mirror.example.com/hub/bootc-rollout/operator@sha256:" + "0".repeat(63) + "1",
            "mirror.example.com/hub/bootc-rollout/agent:1.10",
            "mirror.example.com/hub/temporalio/temporal@sha256:" + "0".repeat(63) + "2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {temporal: {address: "t.example.com:7233"}}                    | temporal.address is "t.example.com:7233" and temporal.mode is embedded | set temporal.mode=external
          {temporal: {mode: external}}                                   | temporal.mode is external and temporal.address is empty | set temporal.address to the host:port
          {temporal: {mode: external, address: "https://t"}}             | /temporal/address | does not match pattern
          {temporal: {mode: dev}}                                        | /temporal/mode    | must be one of 'embedded', 'postgres', 'external'
          {temporal: {address: "t:7233", embedded: {enabled: false}}}    | temporal.embedded.enabled is a value of an older chart | use temporal.mode
          {temporal: {embedded: {ip: "::"}}}                             | temporal.embedded.ip is a value of an older chart | use temporal.ip
          {temporal: {embedded: {retention: 72h}}}                       | temporal.embedded.retention is a value of an older chart | use temporal.retention
          {temporal: {embedded: {replicas: 2}}}                          | /temporal/embedded | 'replicas' not allowed
          {temporal: {tls: {serverName: t}}}                             | temporal.tls.serverName is "t" and temporal.mode is embedded | set temporal.mode=external
          {temporal: {tls: {clientCertificate: false}}}                  | temporal.tls.clientCertificate is false and temporal.mode is embedded | set temporal.mode=external
          {temporal: {env: {TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: true}}} | temporal.env has TEMPORAL_TLS_DISABLE_HOST_VERIFICATION and temporal.mode is embedded | leave it out
          {temporal: {mode: external, address: "t:7233", env: {TEMPORAL_TLS_CLIENT_KEY_DATA: "-----BEGIN"}}} | temporal.env has TEMPORAL_TLS_CLIENT_KEY_DATA | use temporal.tls.existingSecret
          {temporal: {mode: external, address: "t:7233", env: {TEMPORAL_TLS_SERVER_CA_CERT_PATH: /tmp/ca}}} | temporal.env has TEMPORAL_TLS_SERVER_CA_CERT_PATH | use temporal.tls.existingSecret
          {temporal: {mode: external, address: "t:7233", env: {TEMPORAL_TLS_SERVER_NAME: t}}} | temporal.env has TEMPORAL_TLS_SERVER_NAME | use temporal.tls.serverName
          {temporal: {mode: external, address: "t:7233", tls: {existingSecret: s, clientCertificate: false, certificateAuthority: false}}} | nothing in it would be used | temporal.tls.enabled=true without a Secret
          {temporal: {embedded: {image: {tag: ""}}}}                     | /temporal/embedded/image/tag | does not match pattern
          {temporal: {postgres: {ui: {image: {tag: ""}}}}}               | /temporal/postgres/ui/image/tag | does not match pattern
          {temporal: {embedded: {image: {digest: "sha256:0000000000000000000000000000000000000000000000000000000000000002"}}}} | temporal.embedded.image.digest is set | set temporal.embedded.fileVersion
          {temporal: {mode: postgres, postgres: {host: db, existingSecret: s, ui: {enabled: false}, webFrom: [{podSelector: {}}]}}} | temporal.postgres.ui.enabled is false | leave webFrom empty
          {temporal: {tls: {existingSecret: t}}}                         | temporal.tls.existingSecret is "t" and temporal.mode is embedded | set temporal.mode=external
          {temporal: {apiKey: {existingSecret: t}}}                      | temporal.apiKey.existingSecret is "t" and temporal.mode is embedded | set temporal.mode=external
          {temporal: {apiKey: {key: token}}}                             | temporal.apiKey.key is "token" and temporal.mode is embedded | leave it out (its default is "api-key")
          {temporal: {mode: external, address: "t:7233", apiKey: {key: token}}} | temporal.apiKey.key is "token" and temporal.apiKey.existingSecret is empty | name the Secret
          {temporal: {mode: external, address: "t:7233", retention: 72h}} | temporal.retention is "72h" and temporal.mode is external | set temporal.mode=embedded or temporal.mode=postgres
          {temporal: {env: {TEMPORAL_API_KEY: secret}}}                  | temporal.env has TEMPORAL_API_KEY | use temporal.apiKey.existingSecret
          {temporal: {mode: postgres}}                                   | temporal.postgres.host is empty | name the server of your PostgreSQL
          {temporal: {mode: postgres, postgres: {host: db}}}             | temporal.postgres.existingSecret is empty | name a Secret with the password
          {temporal: {postgres: {host: db, existingSecret: s}}}          | temporal.postgres.existingSecret is "s" and temporal.mode is embedded | set temporal.mode=postgres
          {temporal: {mode: postgres, postgres: {host: db, existingSecret: s, tls: {serverName: t}}}} | /temporal/postgres/tls | 'serverName' not allowed
          {operator: {replica: 3}}                                       | /operator         | 'replica' not allowed
          {operator: {replicas: "many"}}                                 | /operator/replicas | want integer
          {operator: {env: {PATH: /}}}                                   | /operator/env     | 'PATH' not allowed
          {operator: {env: {BOOTC_ROLLOUT_HTTP_PORT: 9090}}}             | /operator/env     | 'BOOTC_ROLLOUT_HTTP_PORT' not allowed
          {operator: {env: {BOOTC_ROLLOUT_LOG_LEVEL: loud}}}             | /operator/env/BOOTC_ROLLOUT_LOG_LEVEL | must be one of
          {operator: {env: {BOOTC_ROLLOUT_WORKER_STEPS: many}}}          | /operator/env/BOOTC_ROLLOUT_WORKER_STEPS | does not match pattern
          {operator: {env: {BOOTC_ROLLOUT_LEADER_ELECTION: "false"}}}    | operator.env.BOOTC_ROLLOUT_LEADER_ELECTION is false and operator.replicas is 2 | leave the variable out
          {agent: {env: {BOOTC_ROLLOUT_STATE_DIRECTORY: /tmp}}}          | /agent/env        | 'BOOTC_ROLLOUT_STATE_DIRECTORY' not allowed
          {agent: {env: {BOOTC_ROLLOUT_HOST_POLL_SECONDS: 5m}}}          | /agent/env/BOOTC_ROLLOUT_HOST_POLL_SECONDS | does not match pattern
          {temporal: {mode: external, address: "eu.a1b2c.tmprl.cloud:7233"}} | Temporal Cloud, which answers over TLS only | temporal.apiKey.existingSecret
          {pullSecrets: [{name: os-pull}]}                               | /pullSecrets/0    | missing property 'namespace'
          {operator: {image: {repository: ""}}}                          | operator.image.repository is empty | build the images with images/build
          {agent: {image: {repository: ""}}}                             | agent.image.repository is empty | set operator.image.repository and agent.image.repository
          {agent: {image: {repository: bootc-rollout/agent}}}            | agent.image.repository is "bootc-rollout/agent" | write host/name
          {operator: {image: {repository: "r.example.com/operator:1"}}}  | operator.image.repository is "r.example.com/operator:1" | into operator.image.tag
          {temporal: {embedded: {image: {repository: temporal}}}}        | temporal.embedded.image.repository is "temporal" | docker.io/temporalio/temporal
          {global: {imageRegistry: mirror}}                              | global.imageRegistry is "mirror" | mirror.example.com
          {operator: {registry: {mirrors: ["quay.io=https://mirror"]}}}  | /operator/registry/mirrors/0 | does not match pattern
          {operator: {image: {tag: 1.10}}}                               | /operator/image/tag | want string
          {operator: {image: {tag: "sha256:1"}}}                         | /operator/image/tag | does not match pattern
          {agent: {image: {digest: latest}}}                             | /agent/image/digest | does not match pattern
          {agent: {namespace: {name: Agents}}}                           | /agent/namespace/name | does not match pattern
          {agent: {namespace: {name: default}}}                          | agent.namespace.name is "default", the release's own namespace | agent.namespace.create=false
          {networkPolicy: {metricsFrom: [{podSelector: {}}]}}            | networkPolicy.metricsFrom is set and networkPolicy.enabled is false | set networkPolicy.enabled=true
          {temporal: {embedded: {webFrom: [{podSelector: {}}], networkPolicy: {enabled: false}}}} | temporal.embedded.webFrom is set | use kubectl port-forward
          {temporal: {embedded: {persistence: {enabled: false, storageClassName: fast}}}} | temporal.embedded.persistence.storageClassName is "fast" | leave the class empty
          {temporal: {retention: 3 days}}                                | /temporal/retention | does not match pattern
          """)
  void shouldNameTheValueAndTheMendWhenTheValuesAreWrong(
      String values, String value, String mend, @TempDir Path folder) throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    Chart chart = Chart.ofThisCheckout();
    // When
    assertThatThrownBy(() -> chart.render("bootc-rollout", "default", Optional.of(file)))
        // Then
        .hasMessageContaining(value)
        .hasMessageContaining(mend);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.9.1, /data/temporal-1.9.db",
    "1.10.0-rc.2, /data/temporal-1.10.db",
    "nightly, /data/temporal-nightly.db"
  })
  void shouldBeginAFileOfItsOwnWhenTheServerIsOfAnotherMinorVersion(
      String tag, String file, @TempDir Path folder) throws IOException {
    // Given
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"), "temporal: {embedded: {image: {tag: \"" + tag + "\"}}}");
    // When
    String rendered =
        Chart.ofThisCheckout().render("bootc-rollout", "default", Optional.of(values));
    // Then
    assertThat(rendered).contains("--db-filename=" + file + "\n");
  }

  @Test
  void shouldNameTheFileAsTheValuesDoWhenADigestSaysNoVersion(@TempDir Path folder)
      throws IOException {
    // Given
    String values =
        "temporal: {embedded: {fileVersion: '1.10', image: {digest: 'sha256:%s'}}}"
            .formatted("0".repeat(64));
    // When
    String rendered = rendered(folder, values);
    // Then
    assertThat(rendered).contains("--db-filename=/data/temporal-1.10.db\n");
  }

  @ParameterizedTest
  @CsvSource({"enabled: true", "existingSecret: authority"})
  void shouldEncryptTheWayToTheDatabaseWhenAnythingIsSaidOfIt(String tls, @TempDir Path folder)
      throws IOException {
    // Given
    String values = POSTGRES.formatted("tls: {" + tls + "}");
    // When
    String rendered = rendered(folder, values);
    // Then
    assertThat(rendered).contains("name: SQL_TLS\n");
  }

  @ParameterizedTest
  @CsvSource({"'::', [::]", "fd00::1, [fd00::1]", "0.0.0.0, 0.0.0.0"})
  void shouldBracketTheAddressOfTheWebUiWhenItIsOneOfIpv6(
      String address, String host, @TempDir Path folder) throws IOException {
    // Given
    String values =
        POSTGRES.formatted("webFrom: [{podSelector: {}}]") + "  ip: \"" + address + "\"\n";
    // When
    String rendered = rendered(folder, values);
    // Then
    assertThat(rendered).contains("name: TEMPORAL_UI_HOST\n              value: \"" + host + "\"");
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void shouldKeepEveryPodOnLinuxWhenGivenTheValuesOf(String name) {
    // Given // When
    List<PodSpec> pods = everyPod(name).toList();
    // Then
    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(
            pod -> assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/os", "linux"));
  }

  private static String rendered(Path folder, String values) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    return Chart.ofThisCheckout().render("bootc-rollout", "default", Optional.of(file));
  }

  @ParameterizedTest
  @CsvSource({"1Gi, 819MiB", "512Mi, 409MiB", "1.5Gi, 1228MiB"})
  void shouldTellGosCollectorOfTheLimitWhenThereIsOne(
      String limit, String told, @TempDir Path folder) throws IOException {
    // Given
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            "temporal: {embedded: {resources: {limits: {memory: " + limit + "}}}}");
    // When
    String rendered =
        Chart.ofThisCheckout().render("bootc-rollout", "default", Optional.of(values));
    // Then
    assertThat(rendered).contains("name: GOMEMLIMIT\n              value: " + told + "\n");
  }

  private static Stream<PodSpec> ordinaryPods(HasMetadata object) {
    return switch (object) {
      case Deployment deployment -> Stream.of(deployment.getSpec().getTemplate().getSpec());
      case StatefulSet set -> Stream.of(set.getSpec().getTemplate().getSpec());
      case Job job -> Stream.of(job.getSpec().getTemplate().getSpec());
      default -> Stream.empty();
    };
  }

  private static Stream<PodSpec> agents(HasMetadata object) {
    return object instanceof DaemonSet set
        ? Stream.of(set.getSpec().getTemplate().getSpec())
        : Stream.empty();
  }

  private static Stream<String> rights(HasMetadata object) {
    return switch (object) {
      case ClusterRole role ->
          role.getRules().stream().map(rule -> line(role.getMetadata().getName(), "all", rule));
      case Role role ->
          role.getRules().stream()
              .map(rule ->
                  line(role.getMetadata().getName(), role.getMetadata().getNamespace(), rule));
      default -> Stream.empty();
    };
  }

  private static String line(String role, String where, PolicyRule rule) {
    String names =
        rule.getResourceNames().isEmpty()
            ? ""
            : " named " + String.join(", ", rule.getResourceNames());
    return "%s in %s: %s %s of \"%s\"%s"
        .formatted(
            role,
            where,
            String.join(", ", rule.getVerbs()),
            String.join(", ", rule.getResources()),
            String.join("\", \"", rule.getApiGroups()),
            names);
  }
}
