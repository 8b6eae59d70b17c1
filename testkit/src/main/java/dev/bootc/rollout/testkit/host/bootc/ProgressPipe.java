package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Json;
import dev.bootc.rollout.testkit.host.state.JsonBuilder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code --progress-fd} leads to: one JSON object in a line for each event, the first of them
 * {@code Start}, and nothing at all where nothing happens.
 */
final class ProgressPipe {
  private final Optional<String> descriptor;
  private boolean started;

  /**
   * @param descriptor number of an open file that this process has inherited
   */
  ProgressPipe(Optional<String> descriptor) {
    this.descriptor = descriptor;
  }

  void pulling(Pulled pulled) {
    emit(
        new JsonBuilder()
            .with("type", "ProgressBytes")
            .with("task", "pulling")
            .with("description", "Pulling Image")
            .with("bytesCached", pulled.bytesCached())
            .with("bytes", pulled.bytes())
            .with("bytesTotal", pulled.bytesTotal())
            .with("stepsCached", pulled.layersCached())
            .with("steps", pulled.layers())
            .with("stepsTotal", pulled.layersTotal()));
  }

  void step(String task, long steps, long total) {
    emit(
        new JsonBuilder()
            .with("type", "ProgressSteps")
            .with("task", task)
            .with("stepsCached", 0L)
            .with("steps", steps)
            .with("stepsTotal", total));
  }

  private void emit(JsonBuilder event) {
    if (descriptor.isEmpty()) {
      return;
    }
    try (OutputStream pipe = new FileOutputStream("/proc/self/fd/" + descriptor.get())) {
      if (!started) {
        started = true;
        write(pipe, new JsonBuilder().with("type", "Start").with("version", "0.1.0"));
      }
      write(pipe, event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream pipe, JsonBuilder event) throws IOException {
    pipe.write((Json.text(event.build()) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** How far a pull is; the totals are what it has to fetch. */
  record Pulled(
      long bytesCached,
      long bytes,
      long bytesTotal,
      long layersCached,
      long layers,
      long layersTotal) {}
}
