package dev.bootc.rollout.testkit.host.systemd;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code journalctl}: the lines of a unit, after a cursor, of this boot or the one before. */
final class Journalctl implements HostCommand {
  private final Journal journal;
  private final Supplier<List<String>> boots;

  Journalctl(Journal journal, Supplier<List<String>> boots) {
    this.journal = journal;
    this.boots = boots;
  }

  @Override
  public int run(Call call, Reply reply) {
    Query query = Query.read(call.arguments());
    Optional<Integer> unknownBoot = query.boot.filter(offset -> boots.get().size() + offset < 1);
    if (unknownBoot.isPresent()) {
      reply.error(
          "Data from the specified boot (%d) is not available: No such boot ID in journal"
              .formatted(unknownBoot.get()));
      return 1;
    }
    List<Journal.Entry> entries = journal.entries();
    if (query.afterCursor.isPresent()) {
      Optional<Journal.Entry> from = journal.at(query.afterCursor.get());
      if (from.isEmpty()) {
        reply.error("Failed to seek to cursor: Invalid argument");
        return 1;
      }
      entries = entries.stream().filter(e -> e.sequence() > from.get().sequence()).toList();
    }
    List<Journal.Entry> found =
        entries.stream()
            .filter(entry -> query.unit.filter(unit -> !unit.equals(entry.unit())).isEmpty())
            .filter(entry -> query.boot.filter(offset -> !isOfBoot(entry, offset)).isEmpty())
            .toList();
    int skipped = query.lines.map(lines -> Math.max(0, found.size() - lines)).orElse(0);
    found.stream().skip(skipped).forEach(entry -> reply.line(entry.message()));
    if (query.showCursor && !journal.entries().isEmpty()) {
      reply.line("-- cursor: " + journal.entries().getLast().cursor());
    }
    return 0;
  }

  private boolean isOfBoot(Journal.Entry entry, int offset) {
    List<String> all = boots.get();
    int index = all.size() - 1 + offset;
    return index >= 0 && all.get(index).equals(entry.bootId());
  }

  private record Query(
      Optional<String> unit,
      Optional<String> afterCursor,
      Optional<Integer> lines,
      Optional<Integer> boot,
      boolean showCursor) {

    static Query read(List<String> arguments) {
      return new Query(
          value(arguments, "-u", "--unit")
              .map(name -> name.contains(".") ? name : name + ".service"),
          value(arguments, "--after-cursor", "--after-cursor"),
          value(arguments, "-n", "--lines").map(Integer::parseInt),
          value(arguments, "-b", "--boot").map(Query::offset),
          arguments.contains("--show-cursor"));
    }

    private static int offset(String text) {
      return text.matches("-?\\d+") ? Integer.parseInt(text) : 0;
    }

    private static Optional<String> value(List<String> arguments, String brief, String full) {
      for (int index = 0; index < arguments.size(); index++) {
        String argument = arguments.get(index);
        if (argument.startsWith(full + "=")) {
          return Optional.of(argument.substring(full.length() + 1));
        }
        if (argument.equals(brief) || argument.equals(full)) {
          return Optional.of(index + 1 < arguments.size() ? arguments.get(index + 1) : "");
        }
      }
      return Optional.empty();
    }
  }
}
