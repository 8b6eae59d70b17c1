package dev.bootc.rollout.testkit.junit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every await of every test last a minute where it does not say otherwise. What is awaited
 * comes in moments; the rest is for machines that are slow or busy, where the usual ten seconds say
 * nothing about the product. Found by JUnit itself.
 */
public final class PatientAwaits implements BeforeAllCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
