package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.testkit.servers.AuditLog;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Requests to the API server, grouped as a table shows them. */
final class Requests {

  private Requests() {}

  /** By program: user agents carry versions and platforms that say nothing here. */
  static SortedMap<String, Long> byProgram(AuditLog log) {
    return count(log, request -> program(request.userAgent()));
  }

  /** What that program asked, by verb and resource. */
  static SortedMap<String, Long> callsOf(String program, AuditLog log) {
    return count(
        new AuditLog(
            log.requests().stream()
                .filter(request -> program(request.userAgent()).equals(program))
                .toList()),
        request -> request.verb() + " " + request.resource());
  }

  private static SortedMap<String, Long> count(
      AuditLog log, Function<AuditLog.Request, String> name) {
    return log.requests().stream()
        .collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
  }

  private static String program(String userAgent) {
    int end = userAgent.indexOf('/');
    return end < 0 ? userAgent : userAgent.substring(0, end);
  }
}
