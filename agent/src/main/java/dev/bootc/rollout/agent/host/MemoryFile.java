package dev.bootc.rollout.agent.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The agent's memory as one small file. It is replaced as a whole and forced to the disk, so that a
 * crash at any moment leaves the old or the new one. An unreadable file is not taken for an empty
 * one: forgetting an attempt could mean a second reboot.
 */
public final class MemoryFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private static final Set<StandardOpenOption> WRITE_ANEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** It holds a hash of credentials and what hosts and registries said. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;
  private final Path file;
  private @Nullable Memory last;
  private boolean unsaved;
  private BiConsumer<Memory, Memory> listener = (_, _) -> {};

  public MemoryFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("memory.json");
  }

  /** From now on tells of each change, what was and what is, once it is safe. */
  public synchronized void onChange(BiConsumer<Memory, Memory> told) {
    listener = told;
  }

  /**
   * What was saved last; {@link Memory#EMPTY} where nothing was.
   *
   * @throws IOException if the file cannot be read; the message names it and the mend
   */
  public synchronized Memory load() throws IOException {
    if (last == null) {
      last = read();
    }
    if (unsaved) {
      write(last);
    }
    return last;
  }

  /**
   * Replaces what was saved. When it returns, the new memory survives a crash.
   *
   * @throws IOException if it cannot be written; the message names the file and the mend. {@link
   *     #load()} fails as well, until it can
   */
  public synchronized void save(Memory memory) throws IOException {
    if (!memory.equals(last)) {
      unsaved = true;
      write(memory);
      Memory before = last == null ? Memory.EMPTY : last;
      last = memory;
      listener.accept(before, memory);
    }
  }

  private Memory read() throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Memory.class);
    } catch (NoSuchFileException firstStart) {
      unsaved = true;
      return Memory.EMPTY;
    } catch (JsonProcessingException damaged) {
      throw new IOException(
          "%s is damaged (%s): remove it if no reboot of this host is under way"
              .formatted(file, firstLine(damaged)),
          damaged);
    } catch (IOException unreadable) {
      throw new IOException(
          "%s cannot be read (%s): make the state directory one of the agent's own"
              .formatted(file, firstLine(unreadable)),
          unreadable);
    }
  }

  private void write(Memory memory) throws IOException {
    Path written = directory.resolve("memory.json.new");
    try {
      Files.createDirectories(directory);
      // A file that somebody else made in between is not trusted with it.
      Files.deleteIfExists(written);
      try (FileChannel channel = FileChannel.open(written, WRITE_ANEW, OWNER_ONLY)) {
        ByteBuffer text = ByteBuffer.wrap(JSON.writeValueAsBytes(memory));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException unwritable) {
      throw new IOException(
          "%s cannot be written (%s): make the state directory writable"
              .formatted(file, firstLine(unwritable)),
          unwritable);
    }
    unsaved = false;
  }

  private static String firstLine(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return failure.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }
}
