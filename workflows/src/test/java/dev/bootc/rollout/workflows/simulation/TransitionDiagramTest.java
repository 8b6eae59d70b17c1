package dev.bootc.rollout.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Every state of a node's update and every answer to it, through the states' own methods. {@code
 * -Dupdate.golden=true} draws the diagram in the docs anew.
 */
class TransitionDiagramTest {
  private static final Path DOCS = Path.of("..", "docs", "internals", "rollout-flow.md");
  private static final String BEGIN = "<!-- diagram of NodeUpdate, drawn by a test -->\n";
  private static final String END = "<!-- end of the diagram -->\n";

  @Test
  void shouldBeDrawnInTheDocsAsItIsInTheCode() throws IOException {
    // Given
    String docs = Files.readString(DOCS);
    int begin = docs.indexOf(BEGIN) + BEGIN.length();
    int end = docs.indexOf(END);

    // When
    String drawn = diagram(transitions());

    // Then
    if (Boolean.getBoolean("update.golden")) {
      docs = docs.substring(0, begin) + drawn + docs.substring(end);
      Files.writeString(DOCS, docs);
      end = docs.indexOf(END);
    }
    assertThat(docs.substring(begin, end)).isEqualTo(drawn);
  }

  @Test
  void shouldBeWalkedBySomeSeedWhenItCanHappen() throws IOException {
    // Given
    Set<Transition> left = new LinkedHashSet<>(transitions());
    Map<String, Long> seeds = new LinkedHashMap<>();

    // When
    LongStream.concat(TellingSeeds.RECORDED.ofTransitions(), Seeds.many())
        .takeWhile(seed -> !left.isEmpty())
        .forEach(seed -> {
          Set<Transition> walked = Seeds.run(seed, Engine.REAL).walked();
          left.stream()
              .filter(walked::contains)
              .forEach(transition -> seeds.put(TellingSeeds.key(transition), seed));
          left.removeAll(walked);
        });
    if (Boolean.getBoolean("update.golden")) {
      TellingSeeds.recordTransitions(seeds);
    }

    // Then
    assertThat(left).isEmpty();
  }

  private static List<Transition> transitions() {
    List<Transition> all = new ArrayList<>();
    all.addAll(
        each(
            new NodeUpdate.TakeSlot(null),
            NodeAnswer.Slot.Next.values(),
            next -> new NodeAnswer.Slot(next, "", "")));
    all.addAll(
        each(
            new NodeUpdate.Drain(),
            NodeAnswer.Drain.Outcome.values(),
            outcome -> new NodeAnswer.Drain(outcome, "", "")));
    all.addAll(
        each(
            new NodeUpdate.Approve(),
            NodeAnswer.Approval.Outcome.values(),
            outcome -> new NodeAnswer.Approval(outcome, "", "")));
    all.addAll(
        each(
            new NodeUpdate.AwaitStaged(),
            NodeAnswer.Staged.Outcome.values(),
            outcome -> new NodeAnswer.Staged(outcome, "", "")));
    all.addAll(
        each(
            new NodeUpdate.AwaitUpdate(""),
            NodeAnswer.Update.Outcome.values(),
            outcome -> update(outcome)));
    all.addAll(
        each(
            new NodeUpdate.AwaitRecovery(),
            NodeAnswer.Recovery.Outcome.values(),
            outcome -> new NodeAnswer.Recovery(outcome, "", "")));
    NodeUpdate failure = new NodeUpdate.RecordFailure(Verdict.Outcome.NOT_BACK, "", "");
    all.add(Transition.of(failure, null, Transition.after(failure, null)));
    NodeUpdate release = new NodeUpdate.Release(Verdict.Outcome.DRAIN_TIMED_OUT, "", "");
    all.add(Transition.of(release, null, Transition.after(release, null)));
    return all;
  }

  private static NodeAnswer update(NodeAnswer.Update.Outcome outcome) {
    boolean failed = outcome == NodeAnswer.Update.Outcome.FAILED;
    return new NodeAnswer.Update(outcome, failed ? Verdict.Outcome.NOT_BACK : null, "", "");
  }

  private static <T> List<Transition> each(
      NodeUpdate from, T[] outcomes, Function<T, NodeAnswer> answering) {
    return Arrays.stream(outcomes)
        .map(answering)
        .map(answer -> Transition.of(from, answer, Transition.after(from, answer)))
        .toList();
  }

  /**
   * Arrows between the same two states are one, and what may end an update anywhere is left out.
   */
  private static String diagram(Collection<Transition> transitions) {
    Map<String, String> arrows =
        transitions.stream()
            .filter(transition -> !transition.to().equals("GONE"))
            .collect(
                Collectors.toMap(
                    transition -> transition.from() + " --> " + target(transition),
                    transition -> words(transition.answer()),
                    (first, second) -> first + ", " + second,
                    LinkedHashMap::new));
    StringBuilder drawn = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    drawn.append("  [*] --> TakeSlot\n");
    arrows.forEach((arrow, answers) ->
        drawn
            .append("  ")
            .append(arrow)
            .append(answers.isEmpty() ? "" : ": " + answers)
            .append('\n'));
    return drawn.append("```\n").toString();
  }

  private static String target(Transition transition) {
    boolean over = transition.to().equals(transition.to().toUpperCase(Locale.ROOT));
    return over ? "[*]" : transition.to();
  }

  private static String words(String answer) {
    return answer.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
