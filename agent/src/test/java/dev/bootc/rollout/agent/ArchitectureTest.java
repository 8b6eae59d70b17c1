package dev.bootc.rollout.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import dev.bootc.rollout.agent.host.HostCommands;
import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final HouseRules RULES = HouseRules.of(HouseModule.AGENT, 40);

  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given
    HouseRules rules = RULES;

    // When // Then
    rules.check();
  }

  @Test
  void shouldDecideWithoutClockProcessFileAndApiServer() {
    // Given
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage("..agent.plan..", "..agent.bootc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.io..",
                "java.nio.file..",
                "java.net..",
                "io.fabric8.kubernetes.client..",
                "..agent.host..",
                "..agent.node..",
                "org.slf4j..")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "getenv");

    // When // Then
    rule.check(RULES.mainClasses());
  }

  @Test
  void shouldStartProcessesInOnePlaceOnly() {
    // Given
    ArchRule rule =
        noClasses()
            .that()
            .doNotBelongToAnyOf(HostCommands.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class);

    // When // Then
    rule.check(RULES.mainClasses());
  }
}
