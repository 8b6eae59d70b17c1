package dev.bootc.rollout.workflows;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions are pure, and workflows give the same answer when Temporal replays them. */
class ArchitectureTest {
  private static final HouseRules HOUSE = HouseRules.of(HouseModule.WORKFLOWS, 40);

  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given // When // Then
    HOUSE.check();
  }

  @Test
  void shouldDecideWithNothingButTheJdkWhenPlanning() {
    // Given
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("..workflows.plan..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "dev.bootc.rollout.api..",
                "..workflows.plan..",
                "..workflows.window..",
                "..workflows.text..");

    // When // Then
    rule.check(HOUSE.mainClasses());
  }

  @Test
  void shouldKnowNoKubernetesClientWhenWorkflowsDecide() {
    // Given
    ArchRule rule = noClasses().should().dependOnClassesThat().resideInAPackage("io.fabric8..");

    // When // Then
    rule.check(HOUSE.mainClasses());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Clock.class,
        Instant.class,
        LocalDate.class,
        LocalDateTime.class,
        OffsetDateTime.class,
        ZonedDateTime.class
      })
  void shouldAskNoClockWhenReplayed(Class<?> clock) {
    // Given
    ArchRule rule =
        noClasses()
            .should()
            .accessTargetWhere(target(owner(name(clock.getName()))).and(target(name("now"))));

    // When // Then
    rule.check(HOUSE.mainClasses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"currentTimeMillis", "nanoTime", "getenv", "getProperty"})
  void shouldAskNothingOfTheProcessWhenReplayed(String method) {
    // Given
    ArchRule rule =
        noClasses()
            .should()
            .accessTargetWhere(
                target(owner(name(System.class.getName()))).and(target(name(method))));

    // When // Then
    rule.check(HOUSE.mainClasses());
  }

  @Test
  void shouldKnowNeitherThreadsNorChanceWhenReplayed() {
    // Given
    ArchRule rule =
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Runtime.class, ProcessBuilder.class, Random.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "java.util.random..", "java.security..")
            .orShould()
            .accessTargetWhere(
                target(owner(name(UUID.class.getName()))).and(target(name("randomUUID"))));

    // When // Then
    rule.check(HOUSE.mainClasses());
  }
}
