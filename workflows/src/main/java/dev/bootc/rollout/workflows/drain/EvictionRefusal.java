package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.api.ForeignText;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refusal to let a pod go, as it came.
 *
 * @param asked what was refused
 * @param code of HTTP; 0 where there was no answer
 * @param message of whoever refused
 * @param causes what a disruption budget says in detail
 */
public record EvictionRefusal(Asked asked, int code, String message, List<Cause> causes) {
  private static final int TOO_MANY_REQUESTS = 429;

  /** A webhook may answer with pages. */
  private static final int LONGEST = 200;

  static final String TWO_BUDGETS =
      "two PodDisruptionBudgets select it, and then evictions are refused for ever: narrow the"
          + " selector of one";

  private static final Pattern WEBHOOK_DENIES =
      Pattern.compile("admission webhook \"([^\"]*)\" denied the request:?(.*)", Pattern.DOTALL);
  private static final Pattern WEBHOOK_FAILS =
      Pattern.compile("failed calling webhook \"([^\"]*)\":?(.*)", Pattern.DOTALL);
  private static final Pattern BUDGET = Pattern.compile("The disruption budget (\\S+) ");

  public EvictionRefusal {
    causes = List.copyOf(causes);
  }

  /** What a pod is asked for. */
  public enum Asked {
    EVICTION("eviction", "may the operator create evictions?"),
    DELETION("deletion", "may the operator delete pods (operator.mayDeletePods of the chart)?");

    private final String word;
    private final String ifForbidden;

    Asked(String word, String ifForbidden) {
      this.word = word;
      this.ifForbidden = ifForbidden;
    }
  }

  /** One cause, as the API server words it. */
  public record Cause(String reason, String message) {}

  /** Name of the one budget that refuses, where it is one. */
  public Optional<String> budget() {
    return code == TOO_MANY_REQUESTS
        ? causes.stream()
            .map(cause -> BUDGET.matcher(cause.message()))
            .filter(Matcher::find)
            .map(named -> named.group(1))
            .findFirst()
        : Optional.empty();
  }

  /**
   * What holds the pod, and what to do about it.
   *
   * @param budget that refuses, as it is known
   */
  public String text(Optional<DisruptionBudget> budget) {
    Matcher denies = WEBHOOK_DENIES.matcher(message);
    Matcher fails = WEBHOOK_FAILS.matcher(message);
    if (denies.find()) {
      return webhook(denies, "refuses", "ask whoever runs it");
    }
    if (fails.find()) {
      return webhook(fails, "does not answer", "mend it, or its webhook configuration");
    }
    if (has("NamespaceTerminating")) {
      return "its namespace is being deleted, and the pod with it: kubectl get ns -o yaml says"
          + " what holds the namespace";
    }
    if (message.contains("more than one PodDisruptionBudget")) {
      return TWO_BUDGETS;
    }
    if (budget.isPresent() && budget.get().allowsNone()) {
      return budget.get().text();
    }
    return switch (code) {
      case 0 -> "no answer to its " + asked.word + ": " + foreign(message);
      case TOO_MANY_REQUESTS -> causes.isEmpty() ? refused() : foreign(causesText());
      case HttpURLConnection.HTTP_FORBIDDEN -> refused() + ": " + asked.ifForbidden;
      default -> refused();
    };
  }

  private String refused() {
    return "its " + asked.word + " is refused with " + code + ": " + foreign(message);
  }

  private static String webhook(Matcher named, String does, String mend) {
    return "webhook %s %s: %s (%s)"
        .formatted(foreign(named.group(1)), does, foreign(named.group(2)), mend);
  }

  private boolean has(String reason) {
    return causes.stream().anyMatch(cause -> cause.reason().equals(reason));
  }

  private String causesText() {
    return String.join(", ", causes.stream().map(Cause::message).toList());
  }

  private static String foreign(String text) {
    return ForeignText.line(text, LONGEST);
  }
}
