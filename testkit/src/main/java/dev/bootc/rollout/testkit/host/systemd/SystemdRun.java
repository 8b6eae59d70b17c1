package dev.bootc.rollout.testkit.host.systemd;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code systemd-run}: starts a command as a unit, and with {@code --wait} tells how it ended. */
final class SystemdRun implements HostCommand {
  private static final int SIGNALLED = 255;

  private final HostFolder folder;
  private final Units units;

  SystemdRun(HostFolder folder, Units units) {
    this.folder = folder;
    this.units = units;
  }

  @Override
  public int run(Call call, Reply reply) {
    Request request = new Request();
    Optional<String> refused = request.read(call.arguments());
    if (refused.isPresent()) {
      reply.error(refused.get());
      return 1;
    }
    if (request.pipe && HostSettings.read(folder).has(Fault.PIPE_REFUSED)) {
      reply.error("Failed to start transient service unit: Permission denied");
      return 1;
    }
    try {
      Optional<Unit> unit =
          units.start(request.unitName(), request.command, environment(request), request.collect);
      if (unit.isEmpty()) {
        reply.error(
            "Failed to start transient service unit: Unit "
                + request.unitName()
                + " was already loaded or has a fragment file.");
        return 1;
      }
      return answer(request, unit.get(), reply);
    } catch (IOException _) {
      reply.error(
          "Failed to find executable "
              + request.command.getFirst()
              + ": No such file or directory");
      return 1;
    }
  }

  private static int answer(Request request, Unit unit, Reply reply) {
    if (!request.quiet) {
      reply.error("Running as unit: " + unit.name() + "; invocation ID: " + unit.invocationId());
    }
    if (!request.wait) {
      return 0;
    }
    Unit.Result result = unit.end().join().result().orElseThrow();
    if (!request.quiet) {
      describe(unit, result, reply);
    }
    return switch (result) {
      case SUCCESS -> 0;
      case EXIT_CODE -> unit.exitStatus();
      case SIGNAL -> SIGNALLED;
    };
  }

  private static void describe(Unit unit, Unit.Result result, Reply reply) {
    reply.error("Finished with result: " + result.word());
    int status = unit.exitStatus();
    reply.error(
        switch (result) {
          case SUCCESS -> "Main processes terminated with: code=exited, status=0/SUCCESS";
          case EXIT_CODE ->
              "Main processes terminated with: code=exited, status=" + status + "/FAILURE";
          case SIGNAL -> "Main processes terminated with: code=killed, status=" + (status - 128);
        });
    Duration runtime = unit.runtime();
    reply.error(String.format(Locale.ROOT, "Service runtime: %.3fs", runtime.toMillis() / 1_000.0));
  }

  /** A unit has the service manager's environment, never the caller's. */
  private Map<String, String> environment(Request request) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", folder.bin() + ":/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", "/root");
    environment.putAll(request.environment);
    return environment;
  }

  /** The command line, as far as systemd-run's own part goes. */
  private static final class Request {
    private @Nullable String unit;
    private boolean wait;
    private boolean collect;
    private boolean quiet;
    private boolean pipe;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> command = List.of();

    String unitName() {
      String name = unit;
      if (name == null) {
        name = "run-u" + UUID.randomUUID().toString().substring(0, 8);
        unit = name;
      }
      return name.endsWith(".service") ? name : name + ".service";
    }

    /** Answers with an error message where it cannot be understood. */
    Optional<String> read(List<String> arguments) {
      List<String> rest = new ArrayList<>(arguments);
      while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
        String argument = rest.removeFirst();
        if (argument.equals("--")) {
          break;
        }
        if (!take(argument, rest)) {
          return Optional.of("systemd-run: unrecognized option '" + argument + "'");
        }
      }
      command = List.copyOf(rest);
      return command.isEmpty()
          ? Optional.of("Command line to execute required.")
          : Optional.empty();
    }

    private boolean take(String argument, List<String> rest) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      switch (name) {
        case "--wait" -> wait = true;
        case "-G", "--collect" -> collect = true;
        case "-q", "--quiet" -> quiet = true;
        case "-P", "--pipe" -> pipe = true;
        case "--no-ask-password", "--no-block", "--system", "--same-dir", "-d" -> {}
        case "-u", "--unit" -> unit = value(argument, equals, rest);
        case "-E", "--setenv" -> set(value(argument, equals, rest));
        case "-p",
            "--property",
            "--description",
            "--service-type",
            "--slice",
            "--nice",
            "--working-directory" ->
            value(argument, equals, rest);
        default -> {
          return false;
        }
      }
      return true;
    }

    private void set(String variable) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }

    private static String value(String argument, int equals, List<String> rest) {
      return equals < 0 ? rest.removeFirst() : argument.substring(equals + 1);
    }
  }
}
