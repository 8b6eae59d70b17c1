package dev.bootc.rollout.operator.temporal;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where Temporal is and who we are there, from the standard {@code TEMPORAL_*} variables. */
public final class TemporalSettings {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:7233";
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Pattern HOST_AND_PORT = Pattern.compile("\\S*[^\\s:]:[0-9]{1,5}");
  private static final Pattern TRUTH = Pattern.compile("(?i)true|false|1|0");

  private final WorkflowServiceStubsOptions stubs;
  private final String namespace;

  private TemporalSettings(WorkflowServiceStubsOptions stubs, String namespace) {
    this.stubs = stubs;
    this.namespace = namespace;
  }

  /**
   * Reads the variables as every Temporal client does.
   *
   * @throws IllegalArgumentException for what cannot be used, with the reason
   */
  public static TemporalSettings of(Map<String, String> environment) {
    requireUsable(environment);
    try {
      ClientConfigProfile profile =
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
      return new TemporalSettings(
          WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
              .setTarget(Objects.requireNonNullElse(profile.getAddress(), DEFAULT_ADDRESS))
              .build(),
          Objects.requireNonNullElse(profile.getNamespace(), DEFAULT_NAMESPACE));
    } catch (IOException | RuntimeException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }

  /** The SDK's own words for an address or a file that cannot be used name neither. */
  private static void requireUsable(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    environment.forEach((variable, value) -> {
      boolean file =
          variable.equals("TEMPORAL_CONFIG_FILE")
              || (variable.startsWith("TEMPORAL_TLS_") && variable.endsWith("_PATH"));
      if (file && !value.isBlank() && !Files.isReadable(Path.of(value))) {
        problems.add(
            variable + " \"" + value + "\" is no file that can be read: give the path of one");
      }
    });
    String tls = environment.getOrDefault("TEMPORAL_TLS", "");
    if (!tls.isBlank() && !TRUTH.matcher(tls).matches()) {
      problems.add("TEMPORAL_TLS \"" + tls + "\" is no truth value: give true or false");
    }
    String address = environment.getOrDefault("TEMPORAL_ADDRESS", "");
    if (!address.isBlank() && !HOST_AND_PORT.matcher(address).matches()) {
      problems.add(
          "TEMPORAL_ADDRESS \""
              + address
              + "\" has no host or no port: give host:port, such as temporal-frontend:7233");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; also: ", problems));
    }
  }

  public String address() {
    return stubs.getTarget();
  }

  public String namespace() {
    return namespace;
  }

  /** Our calls are small, and compressing them costs both sides more than sending them. */
  WorkflowServiceStubsOptions.Builder stubs() {
    return WorkflowServiceStubsOptions.newBuilder(stubs).setGrpcCompression(GrpcCompression.NONE);
  }

  WorkflowClientOptions.Builder client() {
    return WorkflowClientOptions.newBuilder().setNamespace(namespace);
  }
}
