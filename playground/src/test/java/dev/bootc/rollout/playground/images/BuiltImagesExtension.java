package dev.bootc.rollout.playground.images;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Skips by an assumption, so that the reason stands in the report; also in the log. */
final class BuiltImagesExtension implements BeforeAllCallback {
  private static final Logger LOG = LoggerFactory.getLogger(BuiltImagesExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean areRun = context.getRequiredTestClass().getAnnotation(BuiltImages.class).areRun();
    Optional<String> obstacle =
        BuiltImage.obstacle().or(() -> areRun ? Container.obstacle() : Optional.empty());
    obstacle.ifPresent(reason ->
        LOG.atWarn()
            .addKeyValue("tests", context.getDisplayName())
            .addKeyValue("reason", reason)
            .log("tests are skipped"));
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
  }
}
