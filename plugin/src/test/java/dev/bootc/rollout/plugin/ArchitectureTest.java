package dev.bootc.rollout.plugin;

import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given
    HouseRules rules = HouseRules.of(HouseModule.PLUGIN, 40);

    // When // Then
    rules.check();
  }
}
