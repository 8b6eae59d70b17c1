package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.bootc.Bootc;
import dev.bootc.rollout.testkit.host.bootc.Output;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.systemd.ControlClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the fake commands of a host begin: the first argument names the command. */
final class FakeHostMain {
  /** System property: the host's folder. */
  static final String HOST = "bootc.fake.host";

  private FakeHostMain() {}

  public static void main(String[] arguments) {
    HostFolder folder = new HostFolder(Path.of(System.getProperty(HOST)));
    String tool = arguments[0];
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    int code =
        switch (tool) {
          case "bootc" ->
              new Bootc(folder, System.getenv(), new Output(System.out, System.err)).run(rest);
          case "ostree" -> new Ostree(folder, System.err).run(rest);
          default ->
              new ControlClient(folder.controlSocketAddress())
                  .call(tool, rest, settings(System.getenv()), System.out, System.err);
        };
    // Not System.exit: there are no shutdown hooks, and none should cost time.
    Runtime.getRuntime().halt(code);
  }

  /** Of the caller's environment, what systemd's own commands look at. */
  private static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().removeIf(name -> !name.startsWith("SYSTEMCTL_"));
    return settings;
  }
}
