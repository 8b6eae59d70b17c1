package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For picocli. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return Durations.parse(value)
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + value + "' is no duration: give one such as 90s, 10m or 1h30m"));
  }
}
