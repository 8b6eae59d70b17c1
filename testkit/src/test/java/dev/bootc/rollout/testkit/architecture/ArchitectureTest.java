package dev.bootc.rollout.testkit.architecture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module api is checked here too: it knows no other module, so it cannot know these rules. */
class ArchitectureTest {
  @ParameterizedTest
  @CsvSource({"API, 24", "TESTKIT, 50"})
  void shouldKeepTheRulesOfTheHouseWhenModulesGrow(HouseModule module, int atLeast) {
    // Given
    HouseRules rules = HouseRules.of(module, atLeast);

    // When // Then
    rules.check();
  }
}
