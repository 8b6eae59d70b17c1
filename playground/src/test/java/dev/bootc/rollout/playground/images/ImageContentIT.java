package dev.bootc.rollout.playground.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the images and what comes with them, for both architectures. */
@BuiltImages(areRun = false)
class ImageContentIT {
  private static final long MEGABYTE = 1_000_000;
  private static final String LABEL = "org.opencontainers.image.";

  @TempDir static Path unpacked;
  private static final Map<String, BuiltImage> IMAGES = new TreeMap<>();

  @BeforeAll
  static void unpack() throws Exception {
    for (String name : List.of("operator", "agent")) {
      for (String architecture : List.of("amd64", "arm64")) {
        IMAGES.put(name + "-" + architecture, BuiltImage.unpack(name, architecture, unpacked));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"operator, amd64", "operator, arm64", "agent, amd64", "agent, arm64"})
  void shouldListEveryJarInItsBillOfMaterialsWhenItIs(String name, String architecture)
      throws IOException {
    // Given
    JsonNode bill = BuiltImage.read(BuiltImage.folder().resolve(name + ".cdx.json"));
    // When
    List<String> listed =
        Stream.concat(
                Stream.of(bill.get("metadata").get("component")),
                elements(bill.get("components")).stream())
            .map(component ->
                component.get("name").asText()
                    + "-"
                    + component.get("version").asText()
                    + classifier(component)
                    + ".jar")
            .toList();
    // Then
    assertThat(image(name, architecture).jars())
        .hasSizeGreaterThan(40)
        .extracting(jar -> jar.getFileName().toString())
        .isSubsetOf(listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64"})
  void shouldListEveryPackageAndTheRuntimeInTheBillOfMaterialsOfTheBaseWhenItIsFor(
      String architecture) throws IOException {
    // Given
    JsonNode bill =
        BuiltImage.read(BuiltImage.folder().resolve(architecture).resolve("base.cdx.json"));
    Path packages = image("agent", architecture).root().resolve("var/lib/dpkg/status.d");
    // When
    List<String> listed =
        elements(bill.get("components")).stream()
            .map(component -> component.get("name").asText())
            .toList();
    // Then
    try (Stream<Path> files = Files.list(packages)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .contains("libc6", "util-linux")
          .isSubsetOf(listed);
    }
    assertThat(listed).contains("openjdk");
  }

  @ParameterizedTest
  @CsvSource({"operator, 65532:65532", "agent, 0:0"})
  void shouldSayWhereItComesFromAndHowItIsRunWhenItIs(String name, String user) throws IOException {
    // Given
    BuiltImage image = image(name, "amd64");
    // When
    JsonNode run = image.run();
    // Then
    assertThat(run.get("User").asText()).isEqualTo(user);
    assertThat(run.get("Labels").properties().stream().map(Map.Entry::getKey))
        .contains(LABEL + "source", LABEL + "version", LABEL + "revision", LABEL + "licenses");
    assertThat(run.get("Labels").get(LABEL + "licenses").asText()).isEqualTo("Apache-2.0");
    assertThat(run.get("Entrypoint").get(1).asText())
        .isEqualTo("@/opt/bootc-rollout/" + name + ".args");
    assertThat(image.reference()).endsWith("/bootc-rollout/" + name + ":" + versionOfTheChart());
  }

  @ParameterizedTest
  @CsvSource({
    "operator, amd64, 200",
    "operator, arm64, 200",
    "agent, amd64, 150",
    "agent, arm64, 150"
  })
  void shouldBeNoLargerThanMegabytesWhenItIs(String name, String architecture, long limit)
      throws IOException {
    // Given
    BuiltImage image = image(name, architecture);
    // When
    long size = 0;
    for (Path file : image.files()) {
      size += Files.size(file);
    }
    // Then
    assertThat(size / MEGABYTE).isBetween(50L, limit);
  }

  @ParameterizedTest
  @CsvSource({
    "operator, amd64, 3e, ld-linux-x86-64.so.2",
    "operator, arm64, b7, ld-linux-aarch64.so.1",
    "agent, amd64, 3e, ld-linux-x86-64.so.2",
    "agent, arm64, b7, ld-linux-aarch64.so.1"
  })
  void shouldHaveNoShellAndOnlyProgramsOfItsArchitectureWhenItIs(
      String name, String architecture, String machine, String loader) throws IOException {
    // Given
    BuiltImage image = image(name, architecture);
    // When
    List<String> programs = new ArrayList<>();
    List<String> machines = new ArrayList<>();
    for (Path file : image.files()) {
      if (Files.isExecutable(file)) {
        programs.add(file.getFileName().toString());
      }
      machineOf(file, machines);
    }
    // Then
    List<String> expected = new ArrayList<>(List.of("java", "jspawnhelper", loader));
    if (name.equals("agent")) {
      expected.add("nsenter");
    }
    assertThat(programs).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(machines).hasSizeGreaterThan(10).containsOnly(machine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "agent"})
  void shouldNameBothArchitecturesInOneIndexWhenItIs(String name) throws Exception {
    // Given
    Path layout = Files.createDirectories(unpacked.resolve(name + "-index"));
    Checkout.run(
        layout, List.of("tar", "-xf", BuiltImage.folder().resolve(name + ".oci.tar").toString()));
    String digest = Files.readString(BuiltImage.folder().resolve(name + ".digest")).strip();
    // When
    JsonNode index = BuiltImage.read(blob(layout, digest));
    // Then
    assertThat(BuiltImage.read(layout.resolve("index.json")).get("manifests"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.get("digest").asText()).isEqualTo(digest));
    assertThat(elements(index.get("manifests")))
        .extracting(manifest -> manifest.get("platform").get("architecture").asText())
        .containsExactly("amd64", "arm64");
    assertThat(elements(index.get("manifests")))
        .allSatisfy(manifest ->
            assertThat(blob(layout, manifest.get("digest").asText()))
                .hasSize(manifest.get("size").asLong()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "agent"})
  void shouldHaveTheFlagsAndTheEnvironmentOfTheLauncherWhenItIs(String name) throws IOException {
    // Given
    Path launchers = Checkout.folder().resolve("bin");
    BuiltImage image = image(name, "amd64");
    // When
    Matcher arenas =
        Pattern.compile("MALLOC_ARENA_MAX:-([0-9]+)")
            .matcher(Files.readString(launchers.resolve("bootc-rollout-" + name)));
    // Then
    assertThat(arenas.find()).isTrue();
    assertThat(image.run().get("Env"))
        .anySatisfy(variable ->
            assertThat(variable.asText()).isEqualTo("MALLOC_ARENA_MAX=" + arenas.group(1)));
    assertThat(image.root().resolve("opt/bootc-rollout/" + name + ".args"))
        .hasSameTextualContentAs(launchers.resolve(name + ".args"));
  }

  @Test
  void shouldHaveEveryModuleThatItsJarsNeedWhenJdepsIsAsked() throws Exception {
    // Given
    Path release = image("operator", "amd64").root().resolve("opt/java/release");
    List<String> jdeps =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jdeps").toString(),
                "--print-module-deps",
                "--ignore-missing-deps",
                "--multi-release=25"));
    List<Path> jars = new ArrayList<>(image("operator", "amd64").jars());
    // OkHttp's jar is a module and requires these, which count as modules only where they are
    // looked for.
    jdeps.add("--module-path");
    jdeps.add(
        jars.stream()
            .map(Path::toString)
            .filter(jar -> jar.matches(".*/(okio-jvm|kotlin-stdlib)-[0-9.]+\\.jar"))
            .collect(Collectors.joining(File.pathSeparator)));
    jars.addAll(image("agent", "amd64").jars());
    jars.forEach(jar -> jdeps.add(jar.toString()));
    // When
    String needed = Checkout.run(unpacked, jdeps).strip().lines().toList().getLast();
    // Then
    Matcher modules = Pattern.compile("MODULES=\"(.*)\"").matcher(Files.readString(release));
    assertThat(modules.find()).isTrue();
    assertThat(needed).contains("java.base,");
    assertThat(Arrays.asList(modules.group(1).split(" "))).contains(needed.split(","));
  }

  private static BuiltImage image(String name, String architecture) {
    return Objects.requireNonNull(IMAGES.get(name + "-" + architecture));
  }

  private static String versionOfTheChart() throws IOException {
    Matcher version =
        Pattern.compile("(?m)^appVersion: (.*)$")
            .matcher(
                Files.readString(Checkout.folder().resolve("charts/bootc-rollout/Chart.yaml")));
    return version.results().findFirst().orElseThrow().group(1);
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  private static String classifier(JsonNode component) {
    Matcher classifier =
        Pattern.compile("[?&]classifier=([^&]+)").matcher(component.get("purl").asText());
    return classifier.find() ? "-" + classifier.group(1) : "";
  }

  private static Path blob(Path layout, String digest) {
    return layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
  }

  /** Of an ELF file, the low byte of its field e_machine. */
  private static void machineOf(Path file, List<String> machines) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      byte[] head = content.readNBytes(20);
      if (head.length == 20 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L') {
        machines.add(HexFormat.of().toHexDigits(head[18]));
      }
    }
  }
}
