package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.api.ImageInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What others did to the host, and may do. It is reported with what to do about it and never undone
 * again and again: an image that was taken away or replaced after it was staged is not staged a
 * second time in the same boot, and a rollback that somebody queued is not taken back.
 */
final class ForeignChanges {
  private static final String UNNAMED =
      "rpm-ostree or somebody else staged a deployment on the host that bootc does not name";

  private ForeignChanges() {}

  /** Why nothing shall be staged; empty where nothing speaks against it. */
  static Optional<String> objection(Observation seen, Target.Wanted wanted, HostImages images) {
    return queuedRollback(images)
        .or(() -> unnamed(images))
        .or(() -> displaced(seen, wanted, images))
        .or(() -> updater(seen.surroundings()));
  }

  /** What to say of a host on which nothing is to be done. */
  static String remarks(Observation seen, HostImages images) {
    StringBuilder remarks = new StringBuilder();
    updater(seen.surroundings()).ifPresent(text -> remarks.append("; ").append(text));
    if (images.isStagedUnnamed()) {
      remarks.append("; ").append(UNNAMED).append(", and any reboot applies it");
    }
    if (images.isRollbackQueued()) {
      remarks.append(
          "; a rollback is queued on the host and is what it boots next: \"bootc rollback\" takes it back");
    }
    if (images.staged() == null && !images.isRollbackQueued()) {
      seen.surroundings()
          .rebootRequired()
          .map(
              "; /run/reboot-required is there (%s) though nothing is staged, and kured would reboot for it: remove it"
                  ::formatted)
          .ifPresent(remarks::append);
    }
    return remarks.toString();
  }

  private static Optional<String> updater(Surroundings surroundings) {
    return surroundings.updaters().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "another updater is active on the host and may stage or reboot at any time: run \"systemctl mask --now %s\""
                .formatted(String.join(" ", surroundings.updaters())));
  }

  private static Optional<String> queuedRollback(HostImages images) {
    return images.isRollbackQueued()
        ? Optional.of(
            "a rollback is queued on the host, and staging would discard it: take it back with \"bootc rollback\", or let the pool ask for %s"
                .formatted(name(images.rollback())))
        : Optional.empty();
  }

  private static Optional<String> unnamed(HostImages images) {
    return images.isStagedUnnamed()
        ? Optional.of(
            "%s, any reboot applies it, and staging would discard it: look at it with \"rpm-ostree status\", and take it away with \"rpm-ostree cleanup -p\""
                .formatted(UNNAMED))
        : Optional.empty();
  }

  private static Optional<String> displaced(
      Observation seen, Target.Wanted wanted, HostImages images) {
    Memory.@Nullable Staged staged = seen.memory().staged();
    boolean wasThere =
        staged != null
            && staged.image().equals(wanted.reference())
            && seen.bootId().equals(staged.bootId());
    if (!wasThere || images.isStaged(wanted.reference())) {
      return Optional.empty();
    }
    return Optional.of(
        images.stagedImage() == null
            ? "somebody discarded the staged image on the host; it is not staged again before the host reboots or the pool asks for another image: stage it with \"bootc switch %s\""
                .formatted(wanted.reference())
            : "somebody staged another image on the host than the pool asks for, and any reboot applies it: take that back with \"bootc switch %s\", or let the pool ask for %s"
                .formatted(wanted.reference(), name(images.stagedImage())));
  }

  private static String name(@Nullable ImageInfo image) {
    return image == null ? "that image" : image.image();
  }
}
