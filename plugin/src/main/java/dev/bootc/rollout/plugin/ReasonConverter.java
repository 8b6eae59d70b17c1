package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.steer.Words;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** For picocli: of a reason that has to be there, made fit for where it is written. */
final class ReasonConverter implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    String reason = Words.reason(value);
    if (reason.isBlank()) {
      throw new TypeConversionException(
          "there has to be a reason, as it is what others read: --reason \"disk firmware\"");
    }
    return reason;
  }
}
