package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.bootc.rollout.api.BootcNode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule fails where it is broken; classes that break them are in {@code broken}. */
class HouseRulesTest {
  private static final String BROKEN = HouseRulesTest.class.getPackageName() + ".broken";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .one,.two | Cycle detected
          .unmarked | has no package-info.java with @NullMarked
          .sleeping | calls method <java.lang.Thread.sleep
          .logging | does not have name 'LOG'
          .timing | calls method <java.time.Instant.parse
          .talking | calls method <org.slf4j.Logger.info
          """)
  void shouldFailWhenClassesBreakARule(String packages, String complaint) {
    // Given
    String[] names = packages.split(",");
    for (int i = 0; i < names.length; i++) {
      names[i] = BROKEN + names[i];
    }
    JavaClasses broken = new ClassFileImporter().importPackages(names);

    // When
    ThrowingCallable check = () -> HouseRules.of(HouseModule.TESTKIT, broken, 1).check();

    // Then
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(complaint);
  }

  @Test
  void shouldFailWhenAModuleKnowsOneAboveIt() {
    // Given
    JavaClasses knowsApi =
        new ClassFileImporter().importClasses(HouseRulesTest.class, BootcNode.class);

    // When
    ThrowingCallable check = () -> HouseRules.of(HouseModule.API, knowsApi, 1).check();

    // Then
    assertThatThrownBy(check)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the arrows between modules point down only");
  }

  @Test
  void shouldFailWhenThereAreFewerClassesThanExpected() {
    // Given
    JavaClasses one = new ClassFileImporter().importClasses(BootcNode.class);

    // When
    ThrowingCallable rules = () -> HouseRules.of(HouseModule.API, one, 2);

    // Then
    assertThatThrownBy(rules)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected at least 2 classes");
  }
}
