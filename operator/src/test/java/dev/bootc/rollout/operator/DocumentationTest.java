package dev.bootc.rollout.operator;

import dev.bootc.rollout.testkit.architecture.DocumentedNumbers;
import dev.bootc.rollout.testkit.architecture.DocumentedTests;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  @Test
  void shouldSayTheNumbersThatTheCodeHas() {
    // Given
    int atLeast = 25;

    // When // Then
    DocumentedNumbers.check(atLeast);
  }

  @Test
  void shouldNameOnlyTestsThatThereAre() {
    // Given
    int atLeast = 80;

    // When // Then
    DocumentedTests.check(atLeast);
  }
}
