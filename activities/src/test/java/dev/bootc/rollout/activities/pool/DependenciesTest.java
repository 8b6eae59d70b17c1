package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.PoolConditions;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DependenciesTest {
  private final Map<String, BootcNodePool> pools = new HashMap<>();
  private String message = "m";
  private final Dependencies dependencies =
      new Dependencies(name -> Optional.ofNullable(pools.get(name)));

  @Test
  void shouldAwaitNobodyWhenThePoolIsUpToDate() {
    // Given
    pool(
        "canary",
        "[]",
        "True",
        "{kind: RolledBack, object: p, message: m, nextAction: a, nodeCount: 0}");
    pool("prod", "[canary]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Paused", "Halted", "WaitingForWindow", "DependsOn", "Unheard"})
  void shouldNotAwaitItInVainWhenItGoesOnOrHasAnAlertOfItsOwn(String kind) {
    // Given
    pool("canary", "[]", "False", entry(kind));
    pool("prod", "[canary]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.inVain()).isEmpty();
    assertThat(awaited.all()).containsExactly("pool canary, which is not up to date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"InvalidSpec", "Cancelled", "RolledBack"})
  void shouldAwaitItInVainWhenNothingOfItGoesOnByItself(String kind) {
    // Given
    pool("canary", "[]", "False", entry(kind));
    pool("prod", "[canary]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.inVain()).containsExactly("pool canary, which is not up to date: " + kind);
  }

  @Test
  void shouldAwaitItInVainWhenSomebodySkipsAllThatIsNotUpdated() {
    // Given
    message = "1/2 updated; " + PoolConditions.NOTHING_LEFT;
    pool("canary", "[]", "False", "");
    pool("prod", "[canary]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.inVain())
        .containsExactly("pool canary, which is not up to date: nothing else is left to do");
  }

  @Test
  void shouldNameThoseFirstThatAreAwaitedInVain() {
    // Given
    pool("slow", "[]", "False", "");
    pool("prod", "[slow, gone, turned]", "False", "");
    pool("turned", "[prod]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.all())
        .containsExactly(
            "pool gone, which does not exist",
            "prod -> turned -> prod, which is a circle: take one of them out of a dependsOn",
            "pool slow, which is not up to date");
    assertThat(awaited.inVain()).hasSize(2);
  }

  @Test
  void shouldLeaveItToTheNextOneWhenThatAwaitsInVain() {
    // Given
    pool("staging", "[gone]", "False", entry("DependsInVain"));
    pool("prod", "[staging]", "False", "");

    // When
    Dependencies.Awaited awaited = dependencies.awaitedBy("prod");

    // Then
    assertThat(awaited.inVain()).isEmpty();
    assertThat(awaited.others()).containsExactly("pool staging, which is not up to date");
  }

  private static String entry(String kind) {
    return kind.isEmpty()
        ? ""
        : "{kind: %s, object: p, message: m, nextAction: a, nodeCount: 0}".formatted(kind);
  }

  private void pool(String name, String dependsOn, String upToDate, String blockedBy) {
    pools.put(
        name,
        new KubernetesSerialization()
            .unmarshal(
                """
                apiVersion: node.bootc.dev/v1alpha1
                kind: BootcNodePool
                metadata: {name: %s, generation: 1}
                spec:
                  nodeSelector: {}
                  image: {ref: registry.example.com/os/node:stable}
                  rollout: {dependsOn: %s}
                status:
                  observedGeneration: 1
                  conditions:
                  - {type: UpToDate, status: "%s", reason: r, message: "%s", lastTransitionTime: t}
                  blockedBy: [%s]
                """
                    .formatted(name, dependsOn, upToDate, message, blockedBy),
                BootcNodePool.class));
  }
}
