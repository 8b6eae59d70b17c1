package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.junit.RealServersExtension;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Keeps the world in the store of the launcher's session, or of the test class that has its own,
 * with which JUnit closes it.
 */
final class WorldExtension implements ParameterResolver, AfterEachCallback {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  @Override
  public World resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return world(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    world(context).cleanUp();
  }

  private static World world(ExtensionContext context) {
    return context.getRequiredTestClass().getAnnotation(EndToEnd.class).alone()
        ? worldOfTheClass(context)
        : worldOfTheJvm(context);
  }

  private static World worldOfTheJvm(ExtensionContext context) {
    ControlPlane plane = RealServersExtension.controlPlaneOfTheJvm(context);
    Store store =
        context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(WorldExtension.class));
    World world = store.computeIfAbsent(World.class, _ -> World.start(plane), World.class);
    if (!world.isSpoilt()) {
      return world;
    }
    // One scene that fails is to stay one.
    store.remove(World.class, World.class);
    world.close();
    return store.computeIfAbsent(World.class, _ -> World.start(plane), World.class);
  }

  private static World worldOfTheClass(ExtensionContext context) {
    ControlPlane plane = RealServersExtension.controlPlaneOfTheClass(context);
    ExtensionContext ofTheClass = context;
    while (ofTheClass.getTestMethod().isPresent()) {
      ofTheClass = ofTheClass.getParent().orElseThrow();
    }
    // A store answers with what the ones above it have, so the name must not be that of the JVM's.
    return ofTheClass
        .getStore(Namespace.create(WorldExtension.class, "alone"))
        .computeIfAbsent(World.class, _ -> World.start(plane), World.class);
  }
}
