package dev.bootc.rollout.testkit.junit;

import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Keeps the servers in the store of the launcher's session, which lasts as long as the JVM: where
 * classes are dealt out to several JVMs, each class is a run of its own. JUnit closes it at the
 * end, and the servers with it.
 */
public final class RealServersExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ControlPlane.class || type == TemporalServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class
        ? controlPlaneOfTheJvm(context)
        : ofTheJvm(context)
            .computeIfAbsent(
                TemporalServer.class, _ -> TemporalServer.create(), TemporalServer.class);
  }

  /**
   * A control plane of this class alone, where classes are dealt out to several JVMs: for scenes
   * that stop servers, follow all that happens in a cluster, or are about all of its nodes.
   */
  public static ControlPlane controlPlaneOfTheClass(ExtensionContext context) {
    // A store answers with what the ones above it have, so the name must not be that of the JVM's.
    return context
        .getRoot()
        .getStore(Namespace.create(RealServersExtension.class, "alone"))
        .computeIfAbsent(ControlPlane.class, _ -> ControlPlane.start(), ControlPlane.class);
  }

  /** The one that all classes share that are dealt to this JVM, for extensions that build on it. */
  public static ControlPlane controlPlaneOfTheJvm(ExtensionContext context) {
    return ofTheJvm(context)
        .computeIfAbsent(ControlPlane.class, _ -> ControlPlane.start(), ControlPlane.class);
  }

  private static Store ofTheJvm(ExtensionContext context) {
    return context.getStore(
        StoreScope.LAUNCHER_SESSION, Namespace.create(RealServersExtension.class));
  }
}
