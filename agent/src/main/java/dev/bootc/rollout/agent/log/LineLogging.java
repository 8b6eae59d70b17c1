package dev.bootc.rollout.agent.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's way to the log of this process. It becomes that by {@link #use} and not by being on the
 * class path, so that tests keep theirs.
 */
public final class LineLogging implements SLF4JServiceProvider {
  private static final String FORMAT = "bootc.rollout.log.format";
  private static final Level LEAST = Level.INFO;

  /** Names of loggers, or what these begin with, that have less to say; the longest counts. */
  private static final Map<String, Level> QUIETER =
      Map.of(
          "io.fabric8",
          Level.WARN,
          // That the resource is v1alpha1 is known.
          "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
          Level.ERROR,
          // Each attempt with a stack trace; what it means is said once by the agent itself.
          "io.fabric8.kubernetes.client.informers.impl.cache.Reflector",
          Level.ERROR);

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final OutputStream stderr = new FileOutputStream(FileDescriptor.err);
  private final MDCAdapter context = new BasicMDCAdapter();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LineFormat format = LineFormat.valueOf(System.getProperty(FORMAT, "PLAIN"));

  /** From now on logs in that format. It comes before the first logger. */
  public static void use(LineFormat format) {
    System.setProperty(FORMAT, format.name());
    System.setProperty("slf4j.provider", LineLogging.class.getName());
    // Else SLF4J tells on stderr that it was told so.
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name ->
        loggers.computeIfAbsent(
            name, missing -> new LineLogger(missing, least(missing), this::write));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // There is nothing left to do.
  }

  static Level least(String logger) {
    return QUIETER.entrySet().stream()
        .filter(quieter -> logger.startsWith(quieter.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse(LEAST);
  }

  /** As one write, so that lines of several threads do not mix. */
  private void write(LogLine line) {
    byte[] bytes = format.text(line).getBytes(StandardCharsets.UTF_8);
    try {
      synchronized (stderr) {
        stderr.write(bytes);
      }
    } catch (IOException _) {
      // Nobody reads the log any more, and there is nobody else to tell.
    }
  }
}
