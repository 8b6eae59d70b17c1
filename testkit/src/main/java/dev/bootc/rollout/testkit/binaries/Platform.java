package dev.bootc.rollout.testkit.binaries;

import java.util.Locale;

/** Operating system and processor in the words of Go's releases: {@code linux}, {@code amd64}. */
record Platform(String system, String processor) {

  static Platform current() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String processor =
        switch (System.getProperty("os.arch")) {
          case "aarch64", "arm64" -> "arm64";
          case String other -> other.equals("x86_64") ? "amd64" : other;
        };
    return new Platform(system, processor);
  }

  boolean isLinux() {
    return system.equals("linux");
  }

  @Override
  public String toString() {
    return system + "-" + processor;
  }
}
