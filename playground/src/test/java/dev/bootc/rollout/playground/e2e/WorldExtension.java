package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.junit.RealServersExtension;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Keeps the world in the store of the test class, with which JUnit closes it. */
final class WorldExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(WorldExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  @Override
  public World resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return worldOfTheClass(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    worldOfTheClass(context).cleanUp();
  }

  private static ControlPlane controlPlane(ExtensionContext context) {
    return context.getRequiredTestClass().getAnnotation(EndToEnd.class).alone()
        ? RealServersExtension.controlPlaneOfTheClass(context)
        : RealServersExtension.controlPlaneOfTheJvm(context);
  }

  private static World worldOfTheClass(ExtensionContext context) {
    ExtensionContext ofTheClass = context;
    while (ofTheClass.getTestMethod().isPresent()) {
      ofTheClass = ofTheClass.getParent().orElseThrow();
    }
    return ofTheClass
        .getStore(NAMESPACE)
        .computeIfAbsent(World.class, _ -> World.start(controlPlane(context)), World.class);
  }
}
