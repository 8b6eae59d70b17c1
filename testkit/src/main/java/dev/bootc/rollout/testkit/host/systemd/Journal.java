package dev.bootc.rollout.testkit.host.systemd;

import dev.bootc.rollout.testkit.host.state.Json;
import dev.bootc.rollout.testkit.host.state.JsonBuilder;
import dev.bootc.rollout.testkit.host.state.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The host's journal. It survives reboots, and is also a file with one JSON object a line. */
public final class Journal {
  private static final String SEQUENCE_ID = "5d1f3a6c7b8e4f2a9c0d1e2f3a4b5c6d";

  /** A line, by the unit that printed it and the boot it was printed in. */
  public record Entry(long sequence, String unit, String bootId, String message) {
    String cursor() {
      return String.format(
          Locale.ROOT,
          "s=%s;i=%x;b=%s;m=%x;t=%x;x=%x",
          SEQUENCE_ID,
          sequence,
          bootId.replace("-", ""),
          sequence,
          sequence,
          sequence);
    }
  }

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();

  public Journal(Path file) {
    this.file = file;
  }

  public synchronized void append(String unit, String bootId, String message) {
    Entry entry = new Entry(entries.size() + 1L, unit, bootId, message);
    entries.add(entry);
    JsonObject line =
        new JsonBuilder()
            .with("__CURSOR", entry.cursor())
            .with("__REALTIME_TIMESTAMP", Instant.now().toString())
            .with("_BOOT_ID", bootId)
            .with("_SYSTEMD_UNIT", unit)
            .with("MESSAGE", message)
            .build();
    try {
      Files.writeString(
          file, Json.text(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The entry that a cursor names; empty for one that this journal never gave away. */
  synchronized Optional<Entry> at(String cursor) {
    return entries.stream().filter(entry -> entry.cursor().equals(cursor)).findFirst();
  }
}
