package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What {@code docker-compose.yml} and {@code Dockerfile} promise, checked without Docker. Whether
 * the file is one that Compose takes is checked by the command in {@code CONTRIBUTING.md}.
 */
class DeploymentTest {

  private static final Path ROOT = Path.of("..");

  /** A tag that names a version: {@code 4.3.1}, {@code 17.0.19_10-jre-noble}, not {@code 17}. */
  private static final Pattern PINNED = Pattern.compile("[^:@ ]+:[0-9]+(\\.[0-9]+)+[0-9a-z._-]*");

  private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

  private static JsonNode compose;
  private static List<String> dockerfile;

  @BeforeAll
  static void read() throws IOException {
    // Jackson's own YAML reader knows neither anchors nor merge keys.
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    try (var file = Files.newBufferedReader(ROOT.resolve("docker-compose.yml"))) {
      compose = new ObjectMapper().valueToTree(yaml.load(file));
    }
    dockerfile = Files.readString(ROOT.resolve("Dockerfile")).replace("\\\n", "").lines().toList();
  }

  @Test
  void everyVariableOfTheProgram_isASetting() {
    var known = new TreeSet<String>();
    Settings.keys().forEach(key -> known.add(Settings.variable(key)));

    for (var service : services().values()) {
      assertThat(known).containsAll(settings(service).keySet());
    }
  }

  @Test
  void environmentOfEachOfOurServices_isTakenWhole() {
    for (var service : ours()) {
      assertThatCode(() -> Settings.load(Optional.empty(), settings(service), Map.of()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void ourServices_useTheSameServers() {
    var migrate = settings(services().get("migrate"));

    assertThat(settings(services().get("app"))).containsAllEntriesOf(migrate);
  }

  @Test
  void everyServerThatASettingNames_isAServiceThatTheOneStartsAfter() {
    var settings = settings(services().get("migrate"));

    var servers =
        Set.of(
            settings.get("STARSTREAM_KAFKA_BOOTSTRAP_SERVERS").replaceFirst(":[0-9]+$", ""),
            URI.create(settings.get("STARSTREAM_REGISTRY_URL")).getHost(),
            URI.create(settings.get("STARSTREAM_CLICKHOUSE_URL")).getHost());

    assertThat(fieldNames(services().get("migrate").path("depends_on"))).isEqualTo(servers);
  }

  @Test
  void kafka_sendsContainersToTheAddressThatTheyAreGiven() {
    var given = settings(services().get("app")).get("STARSTREAM_KAFKA_BOOTSTRAP_SERVERS");

    assertThat(environment(services().get("kafka")).get("KAFKA_ADVERTISED_LISTENERS").split(","))
        .contains("INTERNAL://" + given);
  }

  @Test
  void clickHouse_isGivenTheUserThatTheProgramLogsInAs() {
    var server = environment(services().get("clickhouse"));
    var program = settings(services().get("app"));

    assertThat(program.get("STARSTREAM_CLICKHOUSE_USER")).isEqualTo(server.get("CLICKHOUSE_USER"));
    assertThat(program.get("STARSTREAM_CLICKHOUSE_PASSWORD"))
        .isEqualTo(server.get("CLICKHOUSE_PASSWORD"));
  }

  @Test
  void everyImageThatIsNotOurOwn_isPinned() {
    var images = new ArrayList<String>();
    for (var service : services().values()) {
      images.add(service.path("image").asText());
    }
    var built = new ArrayList<String>();
    for (var service : services().values()) {
      if (service.has("build")) {
        built.add(service.path("image").asText());
      }
    }
    images.removeAll(built);
    images.addAll(instructions("FROM"));

    assertThat(images).hasSize(5).allMatch(PINNED.asMatchPredicate());
  }

  @Test
  void everyPublishedPort_isOpenOnThisMachineOnly() {
    for (var service : services().values()) {
      assertThat(service.path("ports"))
          .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  void app_asksForKeys() {
    var settings = Settings.load(Optional.empty(), settings(services().get("app")), Map.of());

    assertThat(settings.http().auth()).isEqualTo(Settings.Auth.KEYS);
  }

  @Test
  void everyLongRunningService_isCheckedAndRestarted() {
    services()
        .forEach(
            (name, service) -> {
              var runsOnce = service.path("restart").asText().equals("no");
              assertThat(runsOnce).as(name).isEqualTo(name.equals("migrate"));
              assertThat(service.path("healthcheck").has("test")).as(name).isEqualTo(!runsOnce);
            });
  }

  @Test
  void everyService_hasALimitOfMemoryAndOfLogs() {
    services()
        .forEach(
            (name, service) -> {
              assertThat(service.path("mem_limit").asText()).as(name).isNotEmpty();
              assertThat(service.at("/logging/options/max-size").asText()).as(name).isNotEmpty();
            });
  }

  @Test
  void everyService_startsAfterTheOthersWork() {
    for (var service : services().values()) {
      for (var needed : service.path("depends_on").properties()) {
        assertThat(needed.getValue().path("condition").asText())
            .as(needed.getKey())
            .isEqualTo(
                services().get(needed.getKey()).has("healthcheck")
                    ? "service_healthy"
                    : "service_completed_successfully");
      }
    }
  }

  @Test
  void volumes_areDeclaredAndUsed() {
    var used = new TreeSet<String>();
    for (var service : services().values()) {
      service.path("volumes").forEach(volume -> used.add(volume.asText().replaceFirst(":.*", "")));
    }
    var files = used.stream().filter(volume -> volume.startsWith("./")).toList();
    used.removeAll(files);

    assertThat(used).isEqualTo(fieldNames(compose.path("volumes")));
    assertThat(files).allSatisfy(file -> assertThat(ROOT.resolve(file)).isNotEmptyDirectory());
  }

  @Test
  void grafana_isGivenEveryVariableThatItsDataSourcesName() throws IOException {
    var file = ROOT.resolve("deploy/grafana/provisioning/datasources/starstream.yml");
    var named =
        Pattern.compile("\\$(GRAFANA_\\w+)")
            .matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(named).hasSizeGreaterThan(4);
    assertThat(environment(services().get("grafana"))).containsKeys(named.toArray(new String[0]));
  }

  @Test
  void commands_areThoseOfTheProgram() {
    for (var service : ours()) {
      var command = new ArrayList<String>();
      service.path("command").forEach(word -> command.add(word.asText()));

      assertThatCode(() -> Starstream.commandLine().parseArgs(command.toArray(new String[0])))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void image_runsTheProgramAsNobodySpecial() {
    assertThat(instructions("ENTRYPOINT"))
        .singleElement()
        .asString()
        .contains('"' + Starstream.class.getName() + '"');
    assertThat(instructions("USER")).singleElement().asString().matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  @Test
  void everythingCopiedIntoTheImage_isInTheBuildContext() throws IOException {
    var sent = new ArrayList<String>();
    for (var line : Files.readAllLines(ROOT.resolve(".dockerignore"))) {
      if (line.startsWith("!")) {
        sent.add(line.substring(1));
      }
    }

    var copied = new ArrayList<String>();
    for (var copy : instructions("COPY")) {
      var words = List.of(copy.split(" +"));
      copied.addAll(words.subList(0, words.size() - 1));
    }

    assertThat(copied).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static Map<String, JsonNode> services() {
    var services = new LinkedHashMap<String, JsonNode>();
    for (var service : compose.path("services").properties()) {
      services.put(service.getKey(), service.getValue());
    }
    return services;
  }

  private static List<JsonNode> ours() {
    return List.of(services().get("migrate"), services().get("app"));
  }

  /** With the defaults of what is taken from the caller's environment. */
  private static Map<String, String> environment(JsonNode service) {
    var environment = new LinkedHashMap<String, String>();
    for (var variable : service.path("environment").properties()) {
      var value = WITH_DEFAULT.matcher(variable.getValue().asText());
      environment.put(variable.getKey(), value.replaceAll("$1"));
    }
    return environment;
  }

  private static Map<String, String> settings(JsonNode service) {
    var settings = environment(service);
    settings.keySet().removeIf(variable -> !variable.startsWith("STARSTREAM_"));
    return settings;
  }

  private static List<String> instructions(String name) {
    return dockerfile.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  private static Set<String> fieldNames(JsonNode object) {
    var names = new TreeSet<String>();
    for (var field : object.properties()) {
      names.add(field.getKey());
    }
    return names;
  }
}
