package dev.bootc.rollout.agent;

import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given
    HouseRules rules = HouseRules.of(HouseModule.AGENT, 10);

    // When // Then
    rules.check();
  }
}
