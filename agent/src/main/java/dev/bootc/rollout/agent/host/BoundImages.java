package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images that are bound to an operating system image and pulled along with it. bootc up to 1.16
 * stages first and pulls those afterwards: broken off in between, it leaves a staged image that
 * looks complete, and says "unchanged" when it is asked for it again.
 */
public final class BoundImages {
  private final HostUnit unit;
  private final Path ostree;

  /**
   * @param hostRoot the host's root directory as the agent sees it
   */
  public BoundImages(HostCommands commands, Path hostRoot) {
    this.unit = new HostUnit(commands);
    this.ostree = hostRoot.resolve("sysroot/ostree");
  }

  /**
   * Whether the staging that is to be judged may have left images out: it has some, and bootc has
   * not set its mark since, which is the last thing it does.
   */
  public boolean mayBeMissing(HostImages images, Memory.@Nullable Staging staging) {
    return staging != null
        && images.staged() != null
        && images.isStaged(staging.image())
        && hasSome(images.staged())
        && !isMarkedSince(staging);
  }

  /**
   * Takes the staged deployment away, which is always the first.
   *
   * @return why that failed
   */
  public Optional<String> discardStaged() {
    return unit.run("undeploy", BootcCommand.LOCKING, List.of("ostree", "admin", "undeploy", "0"))
        .map(complaint -> "ostree admin undeploy 0: " + complaint);
  }

  private boolean hasSome(HostImages.Staged staged) {
    if (staged.folder() == null) {
      return false;
    }
    Path folder =
        ostree.resolve("deploy").resolve(staged.folder()).resolve("usr/lib/bootc/bound-images.d");
    try (Stream<Path> bound = Files.list(folder)) {
      return bound.findAny().isPresent();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return false;
    } catch (IOException unreadable) {
      throw new HostUnreadable(unreadable);
    }
  }

  private boolean isMarkedSince(Memory.Staging staging) {
    try {
      return !Files.getLastModifiedTime(ostree.resolve("bootc"))
          .toInstant()
          .isBefore(staging.since());
    } catch (NoSuchFileException noMark) {
      return true;
    } catch (IOException unreadable) {
      throw new HostUnreadable(unreadable);
    }
  }
}
