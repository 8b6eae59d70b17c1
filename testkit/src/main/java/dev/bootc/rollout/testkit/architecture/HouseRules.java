package dev.bootc.rollout.testkit.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/**
 * The rules that the main classes of every module keep:
 *
 * <ul>
 *   <li>a module knows only the modules that {@link HouseModule} lets it know;
 *   <li>every package is null-marked;
 *   <li>packages have no cycles;
 *   <li>nobody sleeps: a wait has something that ends it;
 *   <li>logging goes through SLF4J;
 *   <li>no class is named after nothing in particular;
 *   <li>loggers are called {@code LOG}, and log constant messages with keys and values;
 *   <li>times that stand somewhere are read in one place, which bounds them;
 *   <li>what a package says that it must not know, it does not know ({@link PackageSentences});
 *   <li>no class and no method of the product is too long to be read at once ({@link
 *       SourceLengths}), and no switch of it over a sealed type has a default ({@link
 *       SealedSwitches}).
 * </ul>
 */
public final class HouseRules {
  private final HouseModule module;
  private final JavaClasses classes;
  private final Supplier<List<String>> ofTheSources;

  private HouseRules(HouseModule module, JavaClasses classes, Supplier<List<String>> ofTheSources) {
    this.module = module;
    this.classes = classes;
    this.ofTheSources = ofTheSources;
  }

  /**
   * The rules for a module whose main classes are on the class path.
   *
   * @param atLeast classes that there must be, so that the rules cannot be kept by an empty set
   */
  public static HouseRules of(HouseModule module, int atLeast) {
    JavaClasses main = read(module, ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
    return of(module, main, atLeast, () -> violationsInSources(module, main));
  }

  static HouseRules of(HouseModule module, JavaClasses classes, int atLeast) {
    return of(module, classes, atLeast, List::of);
  }

  private static HouseRules of(
      HouseModule module, JavaClasses classes, int atLeast, Supplier<List<String>> ofTheSources) {
    if (classes.size() < atLeast) {
      throw new AssertionError(
          "expected at least %d classes in %s, found %d: are the right ones on the class path?"
              .formatted(atLeast, module.rootPackage(), classes.size()));
    }
    return new HouseRules(module, classes, ofTheSources);
  }

  /**
   * Reads the module's own classes only. The rules need no more than the names of the others, and
   * reading the thousands of classes of a Kubernetes client takes a minute.
   */
  private static JavaClasses read(HouseModule module, ImportOption which) {
    Function<ArchConfiguration, JavaClasses> reading =
        scope -> {
          scope.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter()
              .withImportOption(which)
              .importPackages(module.rootPackage());
        };
    return ArchConfiguration.withThreadLocalScope(reading);
  }

  private static List<String> violationsInSources(HouseModule module, JavaClasses main) {
    SourceFolders sources = SourceFolders.ofThisCheckout();
    JavaClasses tests = read(module, ImportOption.Predefined.ONLY_INCLUDE_TESTS);
    List<String> violations =
        new ArrayList<>(PackageSentences.of(sources).violations(module, main, tests));
    if (module.isProduct()) {
      violations.addAll(SourceLengths.tooLong(sources.mainFiles(module)));
      violations.addAll(SealedSwitches.withDefault(sources.mainFiles(module)));
    }
    return violations;
  }

  /** The module's main classes, for rules of its own. */
  public JavaClasses mainClasses() {
    return classes;
  }

  /**
   * Checks all rules.
   *
   * @throws AssertionError with every violation of the first rule that is broken
   */
  public void check() {
    rules().forEach(rule -> rule.check(classes));
    List<String> violations = ofTheSources.get();
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), violations));
    }
  }

  private List<ArchRule> rules() {
    return List.of(
        arrowsPointDown(),
        classes().should(beInANullMarkedPackage()),
        packagesHaveNoCycles(),
        nobodySleeps(),
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING,
        namesSayWhat(),
        loggersHaveOneName(),
        messagesAreConstant(),
        timesAreReadInOnePlace(),
        onlyWorkflowsAndActivitiesAreImplementations());
  }

  private ArchRule arrowsPointDown() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(module.forbiddenPackages())
        .because("the arrows between modules point down only");
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a null-marked package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                item,
                marked,
                item.getPackageName()
                    + (marked ? " is null-marked" : " has no package-info.java with @NullMarked")));
      }
    };
  }

  private static ArchRule packagesHaveNoCycles() {
    return slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();
  }

  private static ArchRule nobodySleeps() {
    return noClasses()
        .should()
        .callMethodWhere(
            are(target(owner(name(Thread.class.getName())))).and(target(name("sleep"))))
        .because("a wait has something that ends it: a latch, a condition, a schedule");
  }

  private static ArchRule namesSayWhat() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Common)(\\$.*)?")
        .because("such a name says nothing");
  }

  private static ArchRule loggersHaveOneName() {
    return fields()
        .that()
        .haveRawType("org.slf4j.Logger")
        .should()
        .haveName("LOG")
        .allowEmptyShould(true);
  }

  private static ArchRule messagesAreConstant() {
    return noClasses()
        .should()
        .callMethodWhere(
            are(target(owner(name("org.slf4j.Logger"))))
                .and(target(nameMatching("trace|debug|info|warn|error"))))
        .because("LOG.atInfo().addKeyValue(…).log(…) keeps what varies out of the message");
  }

  /** What a class writes down itself is read once, when it is loaded. */
  private static ArchRule timesAreReadInOnePlace() {
    return noClasses()
        .that()
        .haveNameNotMatching(".*\\.(WrittenTime|AuditLog)")
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "it is Instant.parse",
                access ->
                    access.getTarget().getOwner().isEquivalentTo(Instant.class)
                        && access.getTarget().getName().equals("parse")
                        && !access.getOrigin().getName().equals("<clinit>")))
        .because("anybody may edit a time, so that WrittenTime bounds what it takes for one");
  }

  private static ArchRule onlyWorkflowsAndActivitiesAreImplementations() {
    return classes()
        .that()
        .haveSimpleNameEndingWith("Impl")
        .should()
        .haveNameMatching(".*(Workflow|Activities)Impl")
        .allowEmptyShould(true)
        .because("elsewhere an interface with one implementation is one class too many");
  }

  /** Each package by itself, also those that lie in another one. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return javaClass.getPackageName().startsWith(SourceFolders.ROOT)
          ? SliceIdentifier.of(javaClass.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
