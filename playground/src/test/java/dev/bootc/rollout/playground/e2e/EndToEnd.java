package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.junit.RealServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the constructor of a test take a {@link World}. All tests of the class share it; what each
 * of them made is removed after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RealServers
@ExtendWith(WorldExtension.class)
@interface EndToEnd {
  /**
   * Whether no other class uses its control plane: for scenes that stop the API server, follow all
   * that happens in a cluster, or are about all of its nodes.
   */
  boolean alone() default false;
}
