package dev.bootc.rollout.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import dev.bootc.rollout.agent.host.BootcCommand;
import dev.bootc.rollout.agent.host.HostCommands;
import dev.bootc.rollout.agent.host.StagingUnit;
import dev.bootc.rollout.agent.plan.Action;
import dev.bootc.rollout.agent.plan.Decision;
import dev.bootc.rollout.agent.plan.UpdatePlanner;
import dev.bootc.rollout.testkit.architecture.HouseModule;
import dev.bootc.rollout.testkit.architecture.HouseRules;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
  private static final String ROOT = HouseModule.AGENT.rootPackage();
  private static final String AGENT = ROOT + ".";
  private static final HouseRules RULES = HouseRules.of(HouseModule.AGENT, 40);

  @Test
  void shouldKeepTheRulesOfTheHouseWhenTheModuleGrows() {
    // Given
    HouseRules rules = RULES;

    // When // Then
    rules.check();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "settings   | bootc, host, node, pullsecret",
        "log        | bootc, host, node, plan, pullsecret, settings",
        "bootc      | host, log, node, plan, pullsecret, settings",
        "plan       | host, log, node, pullsecret, settings",
        "host       | log, node, pullsecret, settings",
        "node       | bootc, host, log, pullsecret, settings",
        "pullsecret | bootc, log, node, settings"
      })
  void shouldKnowNoneOfTheAgentsPackagesThatTheSentenceOfAPackageDenies(
      String name, String denied) {
    // Given
    String[] packages =
        Stream.concat(Stream.of(ROOT), Stream.of(denied.split(", ")).map(AGENT::concat))
            .toArray(String[]::new);

    // When
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(AGENT + name)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages);

    // Then
    rule.check(RULES.mainClasses());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log      | dev.bootc.rollout.api..",
        "log      | io.fabric8..",
        "host     | io.fabric8..",
        "settings | java.net.."
      })
  void shouldKnowNothingElseThatTheSentenceOfAPackageDenies(String name, String denied) {
    // Given
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(AGENT + name)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(denied);

    // When // Then
    rule.check(RULES.mainClasses());
  }

  @Test
  void shouldDecideInThePlanOnlyAndRunBootcInThePackageOfTheHostOnly() {
    // Given
    ArchRule deciding =
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, AGENT + "plan")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(UpdatePlanner.class, Decision.class, Action.class);
    ArchRule running =
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, AGENT + "host")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HostCommands.class, BootcCommand.class, StagingUnit.class);

    // When // Then
    deciding.check(RULES.mainClasses());
    running.check(RULES.mainClasses());
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
