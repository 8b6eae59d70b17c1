package dev.bootc.rollout.playground.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoOptionsTest {

  @Test
  void shouldBeContentWhenNothingIsGiven() {
    // When
    DemoOptions options = parse();

    // Then
    assertThat(options.problems()).isEmpty();
  }

  @Test
  void shouldListEveryProblemWhenSeveralNumbersAreWrong() {
    // When
    DemoOptions options = parse("--nodes", "2", "--max-unavailable", "2");

    // Then
    assertThat(options.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("--nodes 2"))
        .anyMatch(problem -> problem.startsWith("--max-unavailable 2"));
  }

  private static DemoOptions parse(String... arguments) {
    DemoOptions options = new DemoOptions();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }
}
