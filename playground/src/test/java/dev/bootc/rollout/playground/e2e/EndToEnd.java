package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.junit.RealServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the constructor of a test take a {@link World}. All classes that are dealt to this JVM share
 * it, so pools and nodes of two classes must not have one name; what each test made is removed
 * after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RealServers
@ExtendWith(WorldExtension.class)
@interface EndToEnd {
  /**
   * Whether no other class uses its servers and its operator: for scenes that stop the API server,
   * follow all that happens in a cluster, are about all of its nodes, or count what an operator has
   * done.
   */
  boolean alone() default false;
}
