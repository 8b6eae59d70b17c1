package dev.bootc.rollout.workflows.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.CancelWord;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Undo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerbDecisionTest {
  /**
   * A letter for each of {@link VerbColumn}, in its order: d is done, s is so already, r is
   * refused.
   */
  private static final List<String> WITH_ALL =
      List.of(
          "PAUSE        ddsdddd rrrr",
          "RESUME       ssddsss rrrr",
          "APPROVE      ssssdss rrrr",
          "APPROVE_STEP ddddddd rrrr",
          "RETRY        ddddddd rrrr",
          "SKIP         ddddddd rrrr",
          "CHECK_NOW    ddddddd rrrr",
          "CANCEL       ddddddd rrrs",
          "UNDO         ddddddd rsrr");

  private static final List<String> WITH_HOLD =
      List.of(
          "PAUSE        ddsdddd rrrr",
          "RESUME       ssdrsss rrrr",
          "APPROVE      ssssrss rrrr",
          "APPROVE_STEP rrrrrrr rrrr",
          "RETRY        rrrrrrr rrrr",
          "SKIP         ddddddd rrrr",
          "CHECK_NOW    rrrrrrr rrrr",
          "CANCEL       ddddddd rrrs",
          "UNDO         rrrrrrr rsrr");

  static Stream<Arguments> cells() {
    return Stream.concat(cells(WITH_ALL, AllowedVerbs.ALL), cells(WITH_HOLD, AllowedVerbs.HOLD));
  }

  private static Stream<Arguments> cells(List<String> rows, AllowedVerbs verbs) {
    return rows.stream()
        .flatMap(row -> {
          Verb verb = Verb.valueOf(row.substring(0, row.indexOf(' ')));
          String letters = row.substring(row.indexOf(' ')).replace(" ", "");
          return IntStream.range(0, letters.length())
              .mapToObj(i ->
                  Arguments.of(
                      verb,
                      List.of(VerbColumn.values()).get(i),
                      verbs,
                      letters.substring(i, i + 1)));
        });
  }

  @ParameterizedTest
  @MethodSource("cells")
  void shouldDecideAsTheTableSaysWhenAVerbIsSaid(
      Verb verb, VerbColumn where, AllowedVerbs verbs, String letter) {
    // When
    VerbDecision decision = VerbDecision.of(VerbColumn.order(verb), where.standing(verbs));

    // Then
    String expected =
        switch (letter) {
          case "d" -> "done";
          case "s" -> "is so";
          default -> "refused";
        };
    assertThat(VerbColumn.word(decision)).as("%s", decision).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void shouldDecideAsWithHoldWhenThePoolSaysNothing(Verb verb) {
    // Given
    VerbOrder order = VerbColumn.order(verb);

    // When
    List<String> unset =
        Arrays.stream(VerbColumn.values())
            .map(where -> VerbColumn.word(VerbDecision.of(order, where.standing(null))))
            .toList();

    // Then
    assertThat(unset)
        .isEqualTo(
            Arrays.stream(VerbColumn.values())
                .map(where ->
                    VerbColumn.word(VerbDecision.of(order, where.standing(AllowedVerbs.HOLD))))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RESUME       | PAUSED_BY_FIELD      | '{"spec":{"rollout":{"paused":false}}}'
          APPROVE      | WAITING_FOR_APPROVAL | '"approvedDigest":"sha256:bbbb'
          APPROVE_STEP | ROLLING              | 'bootc.dev/approved-step="1 bbbbbbbbbbbb"'
          RESUME       | CANCELLED            | 'kubectl annotate bnp workers --overwrite bootc.dev/resume="$('
          RETRY        | ROLLING              | 'kubectl annotate bn worker-3 bootc.dev/'
          CHECK_NOW    | ROLLING              | 'bootc.dev/check-now='
          PAUSE        | COMPLETED            | '{"spec":{"rollout":{"paused":true}}}'
          SKIP         | COMPLETED            | 'kubectl annotate bn worker-3 --overwrite bootc.dev/skip'
          UNDO         | HALTED               | 'kubectl annotate bnp workers --overwrite bootc.dev/undo="sha256:bbbb'
          UNDO         | COMPLETED            | 'kubectl annotate bnp workers --overwrite bootc.dev/undo="sha256:bbbb'
          UNDO         | CANCELLED            | 'kubectl annotate bnp workers --overwrite bootc.dev/undo="sha256:bbbb'
          """)
  void shouldNameTheCommandThatDoesItWhenItRefuses(Verb verb, VerbColumn where, String command) {
    // When
    VerbDecision decision =
        VerbDecision.of(VerbColumn.order(verb), where.standing(AllowedVerbs.HOLD));

    // Then
    assertThat(decision)
        .isInstanceOfSatisfying(
            VerbDecision.Refused.class, refused -> assertThat(refused.why()).contains(command));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RETRY        | ''                     | name of a node
          SKIP         | 'worker-3; reboot'     | name of a node
          SKIP         | 'Worker 3'             | name of a node
          APPROVE      | 'sha256:1234'          | give the digest
          APPROVE_STEP | 'first'                | number of the step
          APPROVE_STEP | '0'                    | number of the step
          """)
  void shouldSayWhatIsMissingWhenTheSubjectIsNone(Verb verb, String about, String mend) {
    // When
    VerbDecision decision =
        VerbDecision.of(
            new VerbOrder(verb, about, "", ""), VerbColumn.ROLLING.standing(AllowedVerbs.ALL));

    // Then
    assertThat(decision)
        .isInstanceOfSatisfying(
            VerbDecision.Refused.class,
            refused -> assertThat(refused.why()).contains(mend).doesNotContain("reboot"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          APPROVE      | not Manual
          APPROVE_STEP | no spec.rollout.steps
          """)
  void shouldSayThatNothingWaitsForItWhenThePoolHasNoSuchOption(Verb verb, String why) {
    // Given
    RolloutTarget plain =
        new RolloutTarget("workers", "uid-1", 1, VerbColumn.IMAGE, MaxUnavailable.ONE, null, null);

    // When
    VerbDecision decision =
        VerbDecision.of(VerbColumn.order(verb), new RunStanding(plain, RolloutPhase.ROLLING, null));

    // Then
    assertThat(decision)
        .isInstanceOfSatisfying(
            VerbDecision.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Staging            | this    | done    | ''
          Rolling            | this    | done    | ''
          Paused             | this    | done    | ''
          WaitingForApproval | this    | done    | ''
          Halted             | this    | done    | ''
          Blocked            | this    | done    | ''
          Completed          | this    | refused | the rollout is over (Completed): nothing is left
          RolledBack         | this    | refused | the rollout is over (RolledBack): nothing is left
          Superseded         | this    | refused | the rollout is over (Superseded): nothing is left
          Cancelled          | this    | is so   | it was cancelled before
          Rolling            | before  | done    | ''
          Completed          | before  | refused | the rollout is over (Completed): nothing is left
          Rolling            | earlier | refused | another run than the one that is open: kubectl annotate
          Cancelled          | earlier | is so   | that run is over
          Completed          | earlier | is so   | that run is over
          Rolling            | none    | refused | no ID of a run: kubectl annotate bnp workers --overwrite
          Cancelled          | none    | refused | no ID of a run: kubectl annotate bnp workers --overwrite
          """)
  void shouldCancelTheRunThatTheAnnotationNamesAndNoOtherWhenItIsOpen(
      String phase, String run, String expected, String why) {
    // Given
    String open = "0197f3a2-5b1e-7c40-9d2f-0123456789ab";
    String named =
        switch (run) {
          case "this" -> open;
          case "before" -> VerbColumn.BEFORE;
          case "earlier" -> "0197f3a2-5b1e-7c40-9d2f-ffffffffffff";
          default -> "wrong";
        };

    // When
    VerbDecision decision =
        VerbDecision.of(
            new CancelWord(named, "image", "ann"), "workers", VerbColumn.reported(phase, open));

    // Then
    assertThat(VerbColumn.word(decision)).as("%s", decision).isEqualTo(expected);
    assertThat(decision.toString()).contains(why);
  }

  @Test
  void shouldLeaveItAtThatWhenTheAnnotationNamesARunAndThereWasNone() {
    // When
    VerbDecision decision =
        VerbDecision.of(
            new CancelWord("0197f3a2-5b1e-7c40-9d2f-0123456789ab", "", "ann"), "workers", null);

    // Then
    assertThat(decision).isInstanceOf(VerbDecision.AlreadySo.class);
  }

  @Test
  void shouldLeaveItAtThatWhenNodesGoBackAlready() {
    // Given
    RunStanding rolling = VerbColumn.ROLLING.standing(AllowedVerbs.ALL);
    RolloutTarget back =
        rolling.target().goingBack(VerbColumn.IMAGE, new Undo(VerbColumn.DIGEST, "", "bad", true));

    // When
    VerbDecision decision =
        VerbDecision.of(
            VerbColumn.order(Verb.UNDO), new RunStanding(back, RolloutPhase.ROLLING, null));

    // Then
    assertThat(decision).isInstanceOf(VerbDecision.AlreadySo.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''  | update of 1@laptop
          ann | 'update of 1@laptop, who gives the name ann'
          """)
  void shouldMarkANameAsGivenWhenSomebodyGivesOne(String who, String by) {
    // When
    String named = new VerbOrder(Verb.CANCEL, "", "", who).by("1@laptop");

    // Then
    assertThat(named).isEqualTo(by);
  }
}
