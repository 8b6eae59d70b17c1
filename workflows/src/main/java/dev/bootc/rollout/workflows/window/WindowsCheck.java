package dev.bootc.rollout.workflows.window;

import dev.bootc.rollout.api.BlackoutSpec;
import dev.bootc.rollout.api.WindowSpec;
import dev.bootc.rollout.api.WindowsSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.rollout.windows}, with the mistakes that the schema cannot see. */
public final class WindowsCheck {
  private static final String FIELD = "spec.rollout.windows";
  private static final String UTC = "UTC";
  private static final int KEPT = 100;

  /** Any time will do: what never opens after it never opens. */
  private static final Instant ANY = Instant.parse("2024-01-01T00:00:00Z");

  /** The same spec is read at every look at its pool. */
  private static final Map<WindowsSpec, WindowsCheck> READ =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<WindowsSpec, WindowsCheck> eldest) {
              return size() > KEPT;
            }
          });

  private final List<String> problems = new ArrayList<>();
  private final Windows windows;

  private WindowsCheck(WindowsSpec spec) {
    List<Window> open = new ArrayList<>();
    List<WindowSpec> opens = Objects.requireNonNullElse(spec.open(), List.of());
    for (int i = 0; i < opens.size(); i++) {
      open.add(window(opens.get(i), FIELD + ".open[" + i + "]"));
    }
    List<Blackout> except = new ArrayList<>();
    List<BlackoutSpec> excepts = Objects.requireNonNullElse(spec.except(), List.of());
    for (int i = 0; i < excepts.size(); i++) {
      except.add(blackout(excepts.get(i), FIELD + ".except[" + i + "]"));
    }
    Integer expected = spec.expectedUpdateSeconds();
    Duration update =
        Duration.ofSeconds(
            expected == null ? WindowsSpec.DEFAULT_EXPECTED_UPDATE_SECONDS : expected);
    windows = new Windows(open, except, update, null, expected == null);
    if (problems.isEmpty() && !open.isEmpty()) {
      checkThatItOpens(new Windows(open, List.of(), update, null, false));
    }
  }

  /** What the spec asks for, or what is wrong with it. */
  public static WindowsCheck of(WindowsSpec spec) {
    WindowsCheck known = READ.get(spec);
    if (known != null) {
      return known;
    }
    WindowsCheck read = new WindowsCheck(spec);
    READ.put(spec, read);
    return read;
  }

  /** The field, the value and the mend of each mistake. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * What the spec asks for.
   *
   * @throws IllegalArgumentException where that cannot be carried out
   */
  public Windows windows() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return windows;
  }

  private Window window(WindowSpec spec, String field) {
    try {
      CronSchedule _ = CronSchedule.of(spec.schedule());
    } catch (IllegalArgumentException malformed) {
      problems.add(field + ".schedule: \"" + spec.schedule() + "\": " + malformed.getMessage());
    }
    if (spec.durationSeconds() < 1) {
      problems.add(field + ".durationSeconds: give how long it stays open, such as 21600");
    }
    return new Window(
        spec.schedule(), Duration.ofSeconds(spec.durationSeconds()), zone(spec.timeZone(), field));
  }

  private Blackout blackout(BlackoutSpec spec, String field) {
    LocalDate from = day(spec.from(), field + ".from");
    LocalDate to = spec.to() == null ? from : day(spec.to(), field + ".to");
    if (to.isBefore(from)) {
      problems.add(field + ".to: " + to + " is before from: give a day that is not");
    }
    return new Blackout(from, to, zone(spec.timeZone(), field));
  }

  private LocalDate day(String text, String field) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDay) {
      problems.add(field + ": \"" + text + "\" is no day: give one such as 2026-12-20");
      return LocalDate.EPOCH;
    }
  }

  private String zone(@Nullable String name, String field) {
    try {
      return name == null ? UTC : TimeZones.named(name).getId();
    } catch (IllegalArgumentException unknown) {
      problems.add(field + ".timeZone: " + unknown.getMessage());
      return UTC;
    }
  }

  private void checkThatItOpens(Windows without) {
    if (without.opensAfter(ANY).isPresent()) {
      return;
    }
    List<String> schedules =
        without.open().stream().map(window -> "\"" + window.schedule() + "\"").toList();
    boolean never = without.open().stream().allMatch(window -> window.opensAfter(ANY).isEmpty());
    problems.add(
        never
            ? FIELD
                + ".open: "
                + String.join(", ", schedules)
                + " never comes, so nothing would ever be started: give a day that exists"
            : FIELD
                + ".open: no window is as long as an update is expected to take ("
                + without.expectedUpdate().toSeconds()
                + " s), so nothing would ever be started: give a longer durationSeconds, or a"
                + " shorter expectedUpdateSeconds");
  }
}
