package dev.bootc.rollout.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import dev.bootc.rollout.agent.host.HostCommands;
import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
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
