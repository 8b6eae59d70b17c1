package dev.bootc.rollout.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.TemporalForward;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import dev.bootc.rollout.plugin.history.Moment;
import dev.bootc.rollout.plugin.history.Run;
import dev.bootc.rollout.plugin.history.RunTable;
import dev.bootc.rollout.plugin.history.TemporalWeb;
import dev.bootc.rollout.plugin.view.NodeWhy;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      try {
        return Instant.parse(value);
      } catch (DateTimeParseException noTime) {
        throw new TypeConversionException(
            "'" + value + "' is no time: give one such as 2026-11-29T03:12:00Z");
      }
    }
  }

  HistoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode call() {
    try (Cluster cluster = clusterOptions.open()) {
      boolean isPool = cluster.findPool(name).isPresent();
      String pool = isPool ? name : poolOf(cluster);
      try (TemporalForward forward = cluster.temporal(url);
          TemporalWeb temporal = new TemporalWeb(forward.address(), namespace)) {
        if (at.isPresent()) {
          return said(temporal, pool, isPool ? "" : name, at.get());
        }
        list(temporal.runs((isPool ? "BootcPool=" : "BootcNode=") + '"' + name + '"'));
        return ExitCode.OK;
      }
    }
  }

  private String poolOf(Cluster cluster) {
    BootcNode node = cluster.findBootcNode(name).orElseThrow(() -> cluster.unknown(name));
    return NodeWhy.poolOf(node)
        .orElseThrow(() -> new Problem(ExitCode.NOT_FOUND, "no pool owns node " + name));
  }

  private void list(List<Run> runs) {
    if (output.isJson()) {
      OutputOption.print(session, Map.of("runs", runs));
    } else if (runs.isEmpty()) {
      session.print(List.of("Temporal remembers nothing of " + name + "."));
    } else {
      session.print(RunTable.lines(runs, session.terminal()));
    }
  }

  /** Runs of the pool itself; those of its nodes have a BootcNode. */
  private ExitCode said(TemporalWeb temporal, String pool, String node, Instant moment) {
    Optional<Run> run =
        temporal.runs("BootcPool=\"" + pool + "\" AND WorkflowType=\"PoolRollout\"").stream()
            .filter(each -> each.wasOpenAt(moment))
            .findFirst();
    Optional<JsonNode> report =
        run.flatMap(found -> Moment.reportAt(temporal.events(found), moment));
    if (report.isEmpty()) {
      session.print(
          List.of(
              "At " + moment + " no rollout of pool " + pool + " was open that Temporal knows."));
    } else if (output.isJson()) {
      OutputOption.print(session, report.get());
    } else {
      session.print(Moment.lines(report.get(), node));
    }
    return ExitCode.OK;
  }
}
