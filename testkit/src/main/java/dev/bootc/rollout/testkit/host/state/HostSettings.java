package dev.bootc.rollout.testkit.host.state;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the test decides about a host.
 *
 * @param registry file of the registry the host pulls from
 * @param architecture as Go spells it: {@code amd64}, {@code arm64}
 * @param bootcVersion decides which options bootc knows
 * @param backend how the host stores its images
 * @param faults what goes wrong, with its value
 */
public record HostSettings(
    Path registry,
    String architecture,
    String bootcVersion,
    HostBackend backend,
    HostTiming timing,
    Map<Fault, String> faults) {

  public HostSettings {
    registry = registry.toAbsolutePath().normalize();
    Map<Fault, String> copy = new EnumMap<>(Fault.class);
    copy.putAll(faults);
    faults = Collections.unmodifiableMap(copy);
  }

  /** An amd64 host with bootc 1.16.9 on which nothing goes wrong. */
  public static HostSettings of(Path registry, HostTiming timing) {
    return new HostSettings(registry, "amd64", "1.16.9", HostBackend.OSTREE, timing, Map.of());
  }

  public Optional<String> fault(Fault fault) {
    return Optional.ofNullable(faults.get(fault));
  }

  public boolean has(Fault fault) {
    return faults.containsKey(fault);
  }

  public HostSettings withFault(Fault fault, String value) {
    Map<Fault, String> changed = new EnumMap<>(Fault.class);
    changed.putAll(faults);
    changed.put(fault, value);
    return new HostSettings(registry, architecture, bootcVersion, backend, timing, changed);
  }

  public HostSettings withoutFault(Fault fault) {
    Map<Fault, String> changed = new EnumMap<>(Fault.class);
    changed.putAll(faults);
    changed.remove(fault);
    return new HostSettings(registry, architecture, bootcVersion, backend, timing, changed);
  }

  public HostSettings withTiming(HostTiming changed) {
    return new HostSettings(registry, architecture, bootcVersion, backend, changed, faults);
  }

  public HostSettings withArchitecture(String changed) {
    return new HostSettings(registry, changed, bootcVersion, backend, timing, faults);
  }

  public HostSettings withBootcVersion(String changed) {
    return new HostSettings(registry, architecture, changed, backend, timing, faults);
  }

  public HostSettings withBackend(HostBackend changed) {
    return new HostSettings(registry, architecture, bootcVersion, changed, timing, faults);
  }

  public static HostSettings read(HostFolder folder) {
    JsonObject json =
        Json.read(folder.settings())
            .orElseThrow(() -> new IllegalStateException("no host in " + folder.root()));
    Map<Fault, String> faults = new EnumMap<>(Fault.class);
    json.object("faults")
        .ifPresent(set ->
            set.members()
                .keySet()
                .forEach(name -> faults.put(Fault.valueOf(name), set.text(name))));
    return new HostSettings(
        Path.of(json.text("registry")),
        json.text("architecture"),
        json.text("bootcVersion"),
        HostBackend.valueOf(json.text("backend")),
        HostTiming.of(json.object("timing").orElseThrow()),
        faults);
  }

  public void write(HostFolder folder) {
    JsonBuilder set = new JsonBuilder();
    faults.forEach((fault, value) -> set.with(fault.name(), value));
    Json.write(
        folder.settings(),
        new JsonBuilder()
            .with("registry", registry.toString())
            .with("architecture", architecture)
            .with("bootcVersion", bootcVersion)
            .with("backend", backend.name())
            .with("timing", timing.json())
            .with("faults", set.build())
            .build());
  }
}
