package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the plans of operators cost since these were started, by their own metrics.
 *
 * @param gathering the state of all nodes from the cache
 * @param deciding what is done next
 */
record PlanFigures(Cost gathering, Cost deciding) {
  /**
   * @param mean in seconds
   * @param most in seconds, of the latest minutes
   */
  record Cost(double mean, double most) {}

  static PlanFigures of(Collection<OperatorProgram> operators) {
    return of(operators.stream().map(PlanFigures::metrics).collect(Collectors.joining("\n")));
  }

  /**
   * @param metrics in Prometheus' text format
   */
  static PlanFigures of(String metrics) {
    return new PlanFigures(
        cost("bootc_rollout_plan_gathering", metrics),
        cost("bootc_rollout_plan_deciding", metrics));
  }

  private static Cost cost(String timer, String metrics) {
    double count = all(timer + "_seconds_count", metrics, Double::sum);
    return new Cost(
        all(timer + "_seconds_sum", metrics, Double::sum) / count,
        count == 0 ? Double.NaN : all(timer + "_seconds_max", metrics, Math::max));
  }

  private static double all(String name, String metrics, DoubleBinaryOperator together) {
    return Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)")
        .matcher(metrics)
        .results()
        .map(MatchResult::group)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(0, together);
  }

  private static String metrics(OperatorProgram operator) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI metrics = URI.create("http://" + operator.httpAddress() + "/metrics");
      return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for metrics", e);
    }
  }
}
