package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.activities.expression.CelExpression;
import dev.bootc.rollout.api.CelGateSpec;
import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.api.Quotation;
import dev.bootc.rollout.api.RolloutSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what a pool cannot mean with its gates. */
final class GateCheck {
  private GateCheck() {}

  static List<String> problems(RolloutSpec rollout) {
    List<String> problems = new ArrayList<>();
    List<GateSpec> gates = Objects.requireNonNullElse(rollout.gates(), List.of());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < gates.size(); i++) {
      GateSpec gate = gates.get(i);
      String field = "spec.rollout.gates[" + i + "]";
      if (!names.add(gate.name())) {
        problems.add(
            field
                + ".name: \""
                + Quotation.of(gate.name())
                + "\" is another gate's, too: give each its own");
      }
      problems.addAll(problems(field, gate));
    }
    return problems;
  }

  private static List<String> problems(String field, GateSpec gate) {
    long questions =
        Stream.of(gate.daemonSets(), gate.cel(), gate.http(), gate.prometheus())
            .filter(Objects::nonNull)
            .count();
    if (questions != 1) {
      return List.of(
          field
              + " asks "
              + (questions == 0 ? "for nothing" : "for " + questions + " things")
              + ": give one of daemonSets, cel, http, prometheus");
    }
    return Stream.of(
            Optional.ofNullable(gate.daemonSets())
                .map(asked -> problems(field + ".daemonSets.selector", asked)),
            Optional.ofNullable(gate.cel()).map(asked -> problems(field + ".cel", asked)),
            Optional.ofNullable(gate.http())
                .map(asked -> problems(field + ".http.url", asked.url())),
            Optional.ofNullable(gate.prometheus())
                .map(asked -> problems(field + ".prometheus.address", asked.address())))
        .flatMap(Optional::stream)
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> problems(String field, DaemonSetGateSpec gate) {
    LabelSelector sets = gate.selector();
    return sets == null ? List.of() : SelectorCheck.problems(field, "DaemonSet", sets);
  }

  private static List<String> problems(String field, CelGateSpec gate) {
    try {
      CelExpression _ = CelExpression.of(gate.expression(), CelGateSpec.VARIABLES);
      return List.of();
    } catch (CelExpression.Malformed malformed) {
      return List.of(field + ".expression " + malformed.getMessage());
    }
  }

  /** What stands for a node is a host's name or a part of a path by then. */
  private static List<String> problems(String field, String address) {
    String url = address.replace(HttpGateSpec.NODE, "node").replace(HttpGateSpec.ADDRESS, "node");
    URI read;
    try {
      read = new URI(url);
    } catch (URISyntaxException malformed) {
      return List.of(
          field + ": \"" + Quotation.of(address) + "\" is no address: " + malformed.getReason());
    }
    if (read.getHost() == null) {
      return List.of(
          field + ": \"" + Quotation.of(address) + "\" names no host: give http://host:port/path");
    }
    return read.getUserInfo() == null
        ? List.of()
        : List.of(
            field
                + " has a password in it, which everybody reads who may read the pool: leave it out");
  }
}
