package dev.bootc.rollout.playground.images;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests look at images that were built before, or run them. Where there are none, or they
 * cannot be run, the tests are reported as skipped, and the log says why and what to do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BuiltImagesExtension.class)
@interface BuiltImages {
  /** Whether they are run, which needs root and runc. */
  boolean areRun();
}
