package dev.bootc.rollout.testkit.junit;

import dev.bootc.rollout.testkit.host.nspawn.NspawnMachine;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Skips by an assumption, so that the reason stands in the report; also in the log. */
final class RealSystemdExtension implements BeforeAllCallback {
  private static final Logger LOG = LoggerFactory.getLogger(RealSystemdExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> obstacle = NspawnMachine.obstacle();
    obstacle.ifPresent(reason ->
        LOG.atWarn()
            .addKeyValue("tests", context.getDisplayName())
            .addKeyValue("reason", reason)
            .log("tests are skipped"));
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
  }
}
