package dev.bootc.rollout.testkit.architecture;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The modules, and the arrows between them: which others the classes of each may know. */
public enum HouseModule {
  API,
  WORKFLOWS,
  ACTIVITIES,
  OPERATOR,
  AGENT,
  PLUGIN,
  TESTKIT,
  CHARTS,
  PLAYGROUND;

  /** The package that all packages of the module are in. */
  public String rootPackage() {
    return SourceFolders.ROOT + folder();
  }

  /** The folder of its sources, and the last part of its root package. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is part of what users install. */
  boolean isProduct() {
    return this != TESTKIT && this != CHARTS && this != PLAYGROUND;
  }

  /** Packages of the other modules that this one must not know, for ArchUnit. */
  String[] forbiddenPackages() {
    Set<HouseModule> forbidden = EnumSet.allOf(HouseModule.class);
    forbidden.remove(this);
    forbidden.removeAll(mayKnow());
    return Arrays.stream(forbidden.toArray(HouseModule[]::new))
        .map(module -> module.rootPackage() + "..")
        .toArray(String[]::new);
  }

  private Set<HouseModule> mayKnow() {
    return switch (this) {
      case API -> EnumSet.noneOf(HouseModule.class);
      case WORKFLOWS, AGENT, TESTKIT -> EnumSet.of(API);
      case ACTIVITIES, PLUGIN -> EnumSet.of(API, WORKFLOWS);
      case OPERATOR -> EnumSet.of(API, WORKFLOWS, ACTIVITIES);
      case CHARTS, PLAYGROUND -> EnumSet.of(API, TESTKIT);
    };
  }
}
