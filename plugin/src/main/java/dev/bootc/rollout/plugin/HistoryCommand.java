package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.TemporalForward;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.history.Moment;
import dev.bootc.rollout.plugin.history.Run;
import dev.bootc.rollout.plugin.history.RunChain;
import dev.bootc.rollout.plugin.history.RunTable;
import dev.bootc.rollout.plugin.history.TemporalWeb;
import dev.bootc.rollout.plugin.view.NodeWhy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What was done, and why something was not done, when all is over: Temporal remembers. */
@Command(
    name = "history",
    description =
        "Lists the rollouts of a pool, or the updates of a node, as Temporal remembers them; with"
            + " --at what the rollout said at that moment.")
@SuppressWarnings("NullAway.Init") // picocli fills every field that has a default.
final class HistoryCommand implements Callable<ExitCode> {
  private static final String WORKFLOWS = "rollout/";

  /** Of an object of Kubernetes, and nothing that ends a text in a query. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

  private final Session session;

  @Parameters(paramLabel = "POOL|NODE", description = "A pool, else a node.")
  String name;

  @Option(
      names = "--at",
      converter = MomentConverter.class,
      paramLabel = "TIME",
      description = "A moment, such as 2026-11-29T03:12:00Z.")
  Optional<Instant> at = Optional.empty();

  @Option(
      names = "--temporal-url",
      defaultValue = "",
      paramLabel = "URL",
      description =
          "Of Temporal's Web UI, such as http://localhost:8233. Unset: that of the chart's pod, by"
              + " a port forward.")
  String url;

  @Option(
      names = "--temporal-namespace",
      defaultValue = "default",
      paramLabel = "NAME",
      description = "Of the rollouts. Default: ${DEFAULT-VALUE}")
  String namespace;

  @Mixin ClusterOptions clusterOptions;
  @Mixin OutputOption output;

  /** For picocli. */
  static final class MomentConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      return WrittenTime.read(value)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + value + "' is no time: give one such as 2026-11-29T03:12:00Z"));
    }
  }

  HistoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      Optional<Remembered> there = inCluster(cluster);
      try (TemporalForward forward = cluster.temporal(url);
          TemporalWeb temporal = new TemporalWeb(forward.address(), namespace)) {
        Remembered meant =
            there.or(() -> inTemporal(temporal)).orElseThrow(() -> cluster.unknown(name));
        return at.isPresent() ? said(temporal, meant, at.get()) : list(temporal, meant);
      }
    }
  }

  /**
   * Whose history it is.
   *
   * @param rollout ID of the workflow of its pool
   * @param node empty for the pool itself
   */
  private record Remembered(String rollout, String node) {
    String workflow() {
      return node.isEmpty() ? rollout : rollout + "/" + node;
    }
  }

  private Optional<Remembered> inCluster(Cluster cluster) {
    Optional<BootcNodePool> pool = cluster.findPool(name);
    if (pool.isPresent()) {
      return Optional.of(new Remembered(workflow(name, pool), ""));
    }
    return cluster
        .findBootcNode(name)
        .flatMap(NodeWhy::poolOf)
        .map(owner -> new Remembered(workflow(owner, cluster.findPool(owner)), name));
  }

  /** It may have a prefix, which only its status knows. */
  private static String workflow(String pool, Optional<BootcNodePool> found) {
    return found
        .map(BootcNodePool::getStatus)
        .map(BootcNodePoolStatus::rollout)
        .map(RolloutStatus::workflowId)
        .orElse(WORKFLOWS + pool);
  }

  /** What is gone from the cluster may be remembered all the same. */
  private Optional<Remembered> inTemporal(TemporalWeb temporal) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String usual = WORKFLOWS + name;
    if (!temporal.runs(byId(usual)).isEmpty()) {
      return Optional.of(new Remembered(usual, ""));
    }
    Optional<String> pool =
        first(temporal, "BootcPool=\"" + name + "\" AND WorkflowType=\"PoolRollout\"");
    return pool.isPresent()
        ? pool.map(workflow -> new Remembered(workflow, ""))
        : first(temporal, "BootcNode=\"" + name + "\"")
            .filter(workflow -> workflow.endsWith("/" + name))
            .map(workflow ->
                new Remembered(workflow.substring(0, workflow.length() - name.length() - 1), name));
  }

  private static Optional<String> first(TemporalWeb temporal, String query) {
    return temporal.runsByAttributes(query).stream().findFirst().map(Run::workflowId);
  }

  private static String byId(String workflow) {
    return "WorkflowId=\"" + workflow + '"';
  }

  private ExitCode list(TemporalWeb temporal, Remembered meant) {
    List<Run> runs = temporal.runs(byId(meant.workflow()));
    if (output.isJson()) {
      OutputOption.print(session, Map.of("runs", runs));
    } else if (runs.isEmpty()) {
      session.print(List.of("Temporal remembers nothing of " + name + "."));
    } else {
      session.print(RunTable.lines(runs, session.terminal()));
      if (runs.stream().allMatch(run -> run.digest().isEmpty())) {
        session.print(
            List.of(
                "DIGEST and PHASE are not known: these runs were started without search"
                    + " attributes, as where Temporal's namespace has none of ours; --at says"
                    + " more."));
      }
    }
    return ExitCode.OK;
  }

  /** What a rollout says is in the run of the pool, also what it says of a node. */
  private ExitCode said(TemporalWeb temporal, Remembered meant, Instant moment) {
    Optional<JsonNode> report =
        new RunChain(temporal.runs(byId(meant.rollout()) + " AND StartTime <= \"" + moment + '"'))
            .reportAt(moment, temporal::events);
    if (report.isEmpty()) {
      session.print(
          List.of("At " + moment + " no rollout of " + name + " was open that Temporal knows."));
    } else if (output.isJson()) {
      OutputOption.print(session, report.get());
    } else {
      session.print(Moment.lines(report.get(), meant.node()));
    }
    return ExitCode.OK;
  }
}
