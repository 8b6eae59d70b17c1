package dev.bootc.rollout.testkit.host.systemd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code systemctl}: the verbs that an agent or bootc may use. */
final class Systemctl implements HostCommand {
  private static final int NOT_LOADED = 5;
  private static final int INACTIVE = 3;

  private final Units units;
  private final Power power;

  Systemctl(Units units, Power power) {
    this.units = units;
    this.power = power;
  }

  @Override
  public int run(Call call, Reply reply) {
    List<String> operands = new ArrayList<>();
    List<String> options = new ArrayList<>();
    call.arguments().forEach(text -> (text.startsWith("-") ? options : operands).add(text));
    String verb = operands.isEmpty() ? "" : operands.removeFirst();
    return switch (verb) {
      case "reboot" -> {
        power.reboot("1".equals(call.environment().get("SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT")));
        yield 0;
      }
      case "soft-reboot" -> softReboot(reply);
      case "stop", "kill" -> stop(unit(operands), reply);
      case "show" -> show(call.arguments(), reply);
      case "is-active" -> isActive(operands, reply, options.contains("--quiet"));
      case "is-enabled" -> isEnabled(unit(operands), reply);
      case "is-system-running" -> isSystemRunning(reply);
      case "reset-failed" -> {
        operands.forEach(operand -> units.resetFailed(serviceName(operand)));
        yield 0;
      }
      default -> unknown(verb, reply);
    };
  }

  private int softReboot(Reply reply) {
    if (!power.knowsSoftReboot()) {
      return unknown("soft-reboot", reply);
    }
    power.softReboot();
    return 0;
  }

  private static int unknown(String verb, Reply reply) {
    reply.error("Unknown command verb " + verb + ".");
    return 1;
  }

  private int stop(String name, Reply reply) {
    Optional<Unit> unit = units.find(name);
    if (unit.isEmpty()) {
      reply.error("Failed to stop " + name + ": Unit " + name + " not loaded.");
      return NOT_LOADED;
    }
    units.stop(unit.get());
    return 0;
  }

  /** One line for each unit; 0 where at least one is active. */
  private int isActive(List<String> names, Reply reply, boolean quiet) {
    List<String> states =
        names.stream().map(Systemctl::serviceName).map(this::activeState).toList();
    if (!quiet) {
      states.forEach(reply::line);
    }
    return states.contains("active") ? 0 : INACTIVE;
  }

  private int isEnabled(String name, Reply reply) {
    boolean enabled = units.declaredState(name).isPresent();
    reply.line(enabled ? "enabled" : "not-found");
    return enabled ? 0 : 1;
  }

  private int isSystemRunning(Reply reply) {
    if (power.isGoingDown()) {
      reply.line("stopping");
      return 1;
    }
    boolean degraded = units.declaredStates().contains("failed");
    reply.line(degraded ? "degraded" : "running");
    return degraded ? 1 : 0;
  }

  /** {@code show [-p A,B | -P A | --property=… | --value] [UNIT]}. */
  private int show(List<String> arguments, Reply reply) {
    List<String> wanted = new ArrayList<>();
    List<String> operands = new ArrayList<>();
    boolean bare = false;
    for (int index = 1; index < arguments.size(); index++) {
      String argument = arguments.get(index);
      if (argument.equals("-p") || argument.equals("-P") || argument.equals("--property")) {
        bare |= argument.equals("-P");
        wanted.addAll(List.of(arguments.get(++index).split(",")));
      } else if (argument.startsWith("--property=") || argument.startsWith("-P=")) {
        wanted.addAll(List.of(argument.substring(argument.indexOf('=') + 1).split(",")));
      } else if (argument.equals("--value")) {
        bare = true;
      } else if (!argument.startsWith("-")) {
        operands.add(argument);
      }
    }
    Map<String, String> properties =
        operands.isEmpty() ? managerProperties() : unitProperties(serviceName(operands.getFirst()));
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(property.getKey())) {
        reply.line(bare ? property.getValue() : property.getKey() + "=" + property.getValue());
      }
    }
    return 0;
  }

  private Map<String, String> managerProperties() {
    return power.knowsSoftReboot()
        ? Map.of("SoftRebootsCount", Long.toString(power.softReboots()))
        : Map.of();
  }

  private Map<String, String> unitProperties(String name) {
    Optional<Unit> unit = units.find(name);
    boolean active = unit.filter(Unit::isActive).isPresent();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("Id", name);
    boolean loaded = unit.isPresent() || units.declaredState(name).isPresent();
    properties.put("LoadState", loaded ? "loaded" : "not-found");
    properties.put("ActiveState", activeState(name));
    properties.put("SubState", active ? "running" : "dead");
    properties.put("Result", unit.flatMap(Unit::result).orElse(Unit.Result.SUCCESS).word());
    properties.put(
        "ExecMainStatus", active ? "0" : unit.map(Unit::exitStatus).orElse(0).toString());
    properties.put("MainPID", active ? Long.toString(unit.orElseThrow().pid()) : "0");
    properties.put("InvocationID", unit.map(Unit::invocationId).orElse(""));
    properties.put("ExecStart", unit.map(Unit::command).map(c -> String.join(" ", c)).orElse(""));
    return properties;
  }

  private String activeState(String name) {
    Optional<String> declared = units.declaredState(name);
    if (declared.isPresent()) {
      return declared.get();
    }
    Optional<Unit> unit = units.find(name);
    if (unit.filter(Unit::isActive).isPresent()) {
      return "active";
    }
    return unit.flatMap(Unit::result).filter(result -> result != Unit.Result.SUCCESS).isPresent()
        ? "failed"
        : "inactive";
  }

  private static String unit(List<String> operands) {
    return operands.isEmpty() ? "" : serviceName(operands.getFirst());
  }

  private static String serviceName(String name) {
    return name.contains(".") ? name : name + ".service";
  }
}
