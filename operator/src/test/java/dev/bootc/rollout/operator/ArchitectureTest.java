package dev.bootc.rollout.operator;

import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given
    HouseRules rules = HouseRules.of(HouseModule.OPERATOR, 15);

    // When // Then
    rules.check();
  }
}
