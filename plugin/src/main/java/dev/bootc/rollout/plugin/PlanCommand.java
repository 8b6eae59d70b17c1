package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.Unread;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.forecast.DrainForecast;
import dev.bootc.rollout.plugin.forecast.Forecast;
import dev.bootc.rollout.plugin.forecast.Forecast.Expected;
import dev.bootc.rollout.plugin.forecast.Forecast.Turn;
import dev.bootc.rollout.plugin.forecast.ForecastText;
import dev.bootc.rollout.plugin.forecast.Forecasts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What would happen, before it does. */
@Command(
    name = "plan",
    description =
        "Says what a rollout would do from here on: who is next and in which order, what their"
            + " drains would meet, and what is in the way. Nothing is written.")
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class PlanCommand implements Callable<ExitCode> {
  private static final String PODS = "/api/v1/pods?";

  /** Of those that run the rollout itself: what our chart labels so, and what people do. */
  private static final List<String> LIFELINES =
      List.of(
          "labelSelector=app.kubernetes.io%2Fpart-of%3Dbootc-rollout%2C"
              + "app.kubernetes.io%2Fcomponent%20in%20%28operator%2Ctemporal%29",
          "labelSelector=" + BootcApi.LIFELINE_LABEL.replace("/", "%2F"));

  private static final int PAGE = 250;

  /** Drains are looked at only of those that come first. */
  private static final int DRAINS = 10;

  private final Session session;

  @Parameters(paramLabel = "POOL", description = "Which pool.")
  String pool;

  @Mixin ClusterOptions clusterOptions;
  @Mixin OutputOption output;

  PlanCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      BootcNodePool found = cluster.pool(pool);
      List<String> unread = new ArrayList<>();
      JsonNode nodes = nodes(cluster, unread);
      Set<String> lifelines = new TreeSet<>();
      for (String selector : LIFELINES) {
        read(cluster, PODS + selector, "pods of the rollout itself, whose nodes go last", unread)
            .path("items")
            .forEach(pod -> lifelines.add(pod.at("/spec/nodeName").asText()));
      }
      lifelines.remove("");
      Forecast forecast = Forecasts.of(found, cluster.bootcNodesOf(pool), nodes, lifelines, unread);
      print(withDrains(cluster, forecast));
      return ExitCode.OK;
    }
  }

  /** Of each what the order turns on, since a Node is 20 kB and there may be thousands. */
  private static JsonNode nodes(Cluster cluster, List<String> unread) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode items = all.putArray("items");
    String next = "";
    do {
      JsonNode page =
          read(
              cluster,
              "/api/v1/nodes?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + next),
              "Nodes, for control plane, labels, cordons",
              unread);
      for (JsonNode node : page.path("items")) {
        ObjectNode kept = items.addObject();
        kept.putObject("metadata")
            .put("name", node.at("/metadata/name").asText())
            .set("labels", node.at("/metadata/labels"));
        kept.putObject("spec").put("unschedulable", node.at("/spec/unschedulable").asBoolean());
      }
      next = page.at("/metadata/continue").asText("");
    } while (!next.isEmpty());
    return all;
  }

  private void print(Forecast forecast) {
    if (output.isJson()) {
      OutputOption.print(session, forecast);
    } else {
      session.print(ForecastText.lines(forecast, session.terminal()));
    }
  }

  private static Forecast withDrains(Cluster cluster, Forecast forecast) {
    List<String> unread = new ArrayList<>(forecast.unread());
    List<Expected> nodes = new ArrayList<>();
    JsonNode budgets = null;
    int looked = 0;
    for (Expected node : forecast.nodes()) {
      boolean first = node.turn() == Turn.NEXT || (node.place() != null && node.place() == 1);
      if (!first || looked++ >= DRAINS) {
        nodes.add(node);
        continue;
      }
      if (budgets == null) {
        budgets =
            read(cluster, "/apis/policy/v1/poddisruptionbudgets", "PodDisruptionBudgets", unread);
      }
      JsonNode pods =
          read(
              cluster,
              PODS + "fieldSelector=spec.nodeName%3D" + node.node(),
              "pods, for what drains meet",
              unread);
      nodes.add(pods.isMissingNode() ? node : node.with(DrainForecast.of(pods, budgets)));
    }
    return forecast.with(nodes, unread);
  }

  /** Missing where it cannot be read, which is noted once. */
  private static JsonNode read(Cluster cluster, String path, String what, List<String> unread) {
    String note;
    try {
      return new ObjectMapper().readTree(cluster.raw().read(path));
    } catch (Unread why) {
      note = what + ": " + why.inWords();
    } catch (JsonProcessingException noJson) {
      note = what + ": no JSON";
    }
    if (!unread.contains(note)) {
      unread.add(note);
    }
    return MissingNode.getInstance();
  }
}
