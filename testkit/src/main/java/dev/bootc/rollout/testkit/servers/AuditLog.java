package dev.bootc.rollout.testkit.servers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What clients asked an API server, from its audit log: how the benchmarks measure the load on it.
 * A watch is counted when it ends, every other request when it is answered.
 */
public record AuditLog(List<Request> requests) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The second is that of a request whose client went away, or that took too long. */
  private static final Set<String> LAST_STAGES = Set.of("ResponseComplete", "Panic");

  public AuditLog {
    requests = List.copyOf(requests);
  }

  /**
   * One answered request.
   *
   * @param group of the resource's API; empty for the core's
   * @param resource with its subresource: {@code pods/eviction}; empty for paths such as {@code
   *     /version}
   */
  public record Request(
      Instant received,
      String userAgent,
      String user,
      String verb,
      String group,
      String resource,
      String namespace,
      String name,
      int status) {

    public Call call() {
      return new Call(userAgent, verb, resource);
    }
  }

  /** A kind of request, for counting. */
  public record Call(String userAgent, String verb, String resource) implements Comparable<Call> {

    private static final Comparator<Call> ORDER =
        Comparator.comparing(Call::userAgent)
            .thenComparing(Call::resource)
            .thenComparing(Call::verb);

    @Override
    public int compareTo(Call other) {
      return ORDER.compare(this, other);
    }
  }

  /** Reads the log of a server that may be running. */
  public static AuditLog read(Path file) {
    List<Request> requests = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        JsonNode event = event(line, next == null);
        if (LAST_STAGES.contains(event.path("stage").asText())) {
          requests.add(request(event));
        }
        line = next;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AuditLog(requests);
  }

  /** The requests from that moment on, for measuring one phase of a run. */
  public AuditLog since(Instant start) {
    return new AuditLog(
        requests.stream().filter(request -> !request.received().isBefore(start)).toList());
  }

  /**
   * The requests that were written down after an earlier reading: no clock has a say in it, as in
   * {@link #since}.
   */
  public AuditLog beyond(AuditLog earlier) {
    return new AuditLog(requests.subList(earlier.requests().size(), requests.size()));
  }

  public SortedMap<String, Long> countByUserAgent() {
    return count(Request::userAgent);
  }

  public SortedMap<Call, Long> countByCall() {
    return count(Request::call);
  }

  private <K extends Comparable<K>> SortedMap<K, Long> count(Function<Request, K> key) {
    return requests.stream()
        .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
  }

  private static JsonNode event(String line, boolean last) throws JsonProcessingException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      if (last) {
        // The server may be in the middle of writing it.
        return JSON.nullNode();
      }
      throw e;
    }
  }

  private static Request request(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String subresource = object.path("subresource").asText();
    return new Request(
        Instant.parse(event.path("requestReceivedTimestamp").asText()),
        event.path("userAgent").asText(),
        event.path("user").path("username").asText(),
        event.path("verb").asText(),
        object.path("apiGroup").asText(),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        object.path("namespace").asText(),
        object.path("name").asText(),
        event.path("responseStatus").path("code").asInt());
  }
}
