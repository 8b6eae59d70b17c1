package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.RolloutPhase;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For picocli: phases as the status has them, in whatever case. */
final class PhaseConverter implements ITypeConverter<RolloutPhase> {
  @Override
  public RolloutPhase convert(String value) {
    return Arrays.stream(RolloutPhase.values())
        .filter(phase -> phase.text().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'"
                    + value
                    + "' is no phase: give one of "
                    + Arrays.stream(RolloutPhase.values())
                        .map(RolloutPhase::text)
                        .collect(Collectors.joining(", "))));
  }
}
