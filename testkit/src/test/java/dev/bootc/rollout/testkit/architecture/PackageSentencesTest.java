package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes are those in {@code broken}; what their packages say is made for each test. */
final class PackageSentencesTest {
  private static final String ONE = "testkit.architecture.broken.one";
  private static final String TWO = "testkit.architecture.broken.two";
  private static final String SLEEPING = "testkit.architecture.broken.sleeping";
  private static final JavaClasses NONE = new ClassFileImporter().importClasses();

  @TempDir private Path modules;

  @BeforeEach
  void makeTheOther() throws IOException {
    Files.createDirectories(folder(TWO));
  }

  @Test
  void shouldBeContentWhenAPackageDoesNotKnowWhatItsRowDenies() throws IOException {
    // Given
    say(TWO, "The second. Must not know\n * sleep.");

    // When
    List<String> violations = violations(TWO + " = java.lang.Thread", TWO);

    // Then
    assertThat(violations).isEmpty();
  }

  @Test
  void shouldTellWhichClassKnowsThePackageThatARowDenies() throws IOException {
    // Given
    say(ONE, "The first. Must not know the second.");

    // When
    List<String> violations = violations(ONE + " = " + TWO, ONE);

    // Then
    assertThat(violations).containsExactly(ONE + " must not know " + TWO + ", and One does");
  }

  @Test
  void shouldTellWhoCallsTheMethodThatARowDenies() throws IOException {
    // Given
    say(SLEEPING, "Must not sleep.");

    // When
    List<String> violations =
        violations(SLEEPING + " = java.lang.Thread#join java.lang.Thread#sleep", SLEEPING);

    // Then
    assertThat(violations)
        .containsExactly(SLEEPING + " must not know java.lang.Thread#sleep, and Sleeper does");
  }

  @Test
  void shouldTellWhoKnowsTheClassThatARowDenies() throws IOException {
    // Given
    say(SLEEPING, "Knows no time.");

    // When
    List<String> violations = violations(SLEEPING + " = java.time.Duration", SLEEPING);

    // Then
    assertThat(violations)
        .containsExactly(SLEEPING + " must not know java.time.Duration, and Sleeper does");
  }

  @Test
  void shouldAskForARowWhenAPackageSaysWhatItMustNotKnow() throws IOException {
    // Given
    say(ONE, "The first.\n * Must\n * not know the second.");

    // When
    List<String> violations = violations("", ONE);

    // Then
    assertThat(violations)
        .containsExactly(
            ONE + " says what it must not know and has no row in package-sentences.properties");
  }

  @Test
  void shouldAskForASentenceWhenAPackageSaysNothing() throws IOException {
    // Given
    say(ONE, "The first.");

    // When
    List<String> violations = violations(ONE + " = io.fabric8..", ONE);

    // Then
    assertThat(violations).containsExactly(ONE + " does not say what it must not know");
  }

  @Test
  void shouldRefuseARowWhenItsPackageIsGone() {
    // When
    List<String> violations = violations(ONE + " = io.fabric8..", ONE);

    // Then
    assertThat(violations)
        .containsExactly(
            "package-sentences.properties has a row for "
                + ONE
                + ", which has no package-info.java");
  }

  @Test
  void shouldRefuseARowWhenItDeniesWhatDoesNotExist() throws IOException {
    // Given
    say(ONE, "The first. Must not know the third.");

    // When
    List<String> violations = violations(ONE + " = " + TWO + "x " + TWO + ".Three", ONE);

    // Then
    assertThat(violations)
        .containsExactly(
            ONE + " denies what does not exist: " + TWO + "x",
            ONE + " denies what does not exist: " + TWO + ".Three");
  }

  private void say(String name, String sentence) throws IOException {
    Files.createDirectories(folder(name));
    Files.writeString(
        folder(name).resolve("package-info.java"), "/**\n * " + sentence + "\n */\npackage x;\n");
  }

  private Path folder(String name) {
    return modules
        .resolve("testkit/src/main/java/dev/bootc/rollout")
        .resolve(name.replace('.', '/'));
  }

  private List<String> violations(String table, String name) {
    JavaClasses classes = new ClassFileImporter().importPackages(SourceFolders.ROOT + name);
    return PackageSentences.of(new SourceFolders(modules), table)
        .violations(HouseModule.TESTKIT, classes, NONE);
  }
}
