package dev.bootc.rollout.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets constructors, lifecycle methods and tests take a {@link
 * dev.bootc.rollout.testkit.servers.ControlPlane} and a {@link
 * dev.bootc.rollout.testkit.servers.TemporalServer} as parameters. Each is started when first asked
 * for and shared by all tests of the run; a test that needs its own starts its own.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealServersExtension.class)
public @interface RealServers {}
