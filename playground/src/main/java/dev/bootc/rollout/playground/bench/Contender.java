package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.floor.NullControllerMain;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Who carries a rollout out.
 *
 * @param userAgent of its requests to the API server
 * @param programs by the names that a report gives them
 * @param temporal the server that it needs, if it needs one
 */
record Contender(
    String userAgent,
    SequencedMap<String, OperatorProgram> programs,
    Optional<TemporalServer> temporal) {

  Contender {
    programs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(programs));
  }

  /** Starts it; what was started is closed with the stage. */
  interface Entrance {
    Contender on(Stage stage);
  }

  /** What a contender is given. */
  record Stage(
      ServerBinaries binaries, ChartInstallation chart, RunFolder folder, Started started) {

    private Path log(String program) {
      return folder.file(program + ".log");
    }
  }

  /** The product, in one process or in several of which one leads. */
  static Contender product(Stage stage, int operators) {
    TemporalServer temporal = stage.started().add(TemporalServer.create(stage.binaries()));
    Product product = new Product(stage.chart());
    SequencedMap<String, OperatorProgram> programs = new LinkedHashMap<>();
    if (operators == 1) {
      programs.put("operator", product.startOperator(temporal, stage.log("operator")));
    }
    for (int number = 1; operators > 1 && number <= operators; number++) {
      String name = "operator-" + number;
      programs.put(name, product.startReplica(name, temporal, stage.log(name)));
    }
    programs.values().forEach(stage.started()::add);
    return new Contender("bootc-rollout-operator", programs, Optional.of(temporal));
  }

  /** The null controller, on a JVM like this one. */
  static Contender nullController(Stage stage) {
    OperatorProgram program =
        OperatorProgram.start(
            NullControllerMain.command(),
            Map.of("KUBECONFIG", stage.chart().operatorKubeconfig().toString()),
            stage.log("null-controller"));
    return new Contender(
        NullControllerMain.USER_AGENT,
        new LinkedHashMap<>(Map.of("null controller", stage.started().add(program))),
        Optional.empty());
  }
}
