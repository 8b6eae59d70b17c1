package dev.bootc.rollout.playground.cluster;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Skips by an assumption, so that the reason stands in the report; also in the log. */
final class RealNodesExtension implements BeforeAllCallback, ParameterResolver {
  private static final Logger LOG = LoggerFactory.getLogger(RealNodesExtension.class);
  private static final Namespace NAMESPACE = Namespace.create(RealNodesExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> obstacle = ProductCluster.obstacle();
    obstacle.ifPresent(reason ->
        LOG.atWarn()
            .addKeyValue("tests", context.getDisplayName())
            .addKeyValue("reason", reason)
            .log("tests are skipped"));
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Installation.class, _ -> Installation.start(), Installation.class);
  }
}
