package dev.bootc.rollout.playground.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The tests install the product on a cluster with real nodes, an {@link Installation} that they
 * share. Where this system can have none, or has no images, they are reported as skipped, and the
 * log says why and what to do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealNodesExtension.class)
@ResourceLock("the installation that they share")
@interface RealNodes {}
