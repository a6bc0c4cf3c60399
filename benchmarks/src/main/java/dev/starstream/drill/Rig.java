package dev.starstream.drill;

import dev.starstream.aggregates.BrokenSink;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import dev.starstream.devstack.Component;
import dev.starstream.devstack.Stack;
import dev.starstream.devstack.StackSpec;
import dev.starstream.devstack.Stacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pipeline under test: the embedded stack, fault proxies before Kafka and ClickHouse, and each
 * stage in a process of its own, which sees only the proxies.
 */
final class Rig implements AutoCloseable {

  private static final String SCORING_GROUP = "starstream-scoring";
  private static final String SINK_GROUP = "starstream-sink";

  /** What was opened, last first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final Path directory;
  private final Stack stack;
  private final FaultProxy kafkaProxy;
  private final FaultProxy clickHouseProxy;
  private final Optional<SmallDisk> disk;
  private final Optional<FakeClock> clock;
  private final List<Server> servers;
  private final List<Stage> stages = new ArrayList<>();
  private final Settings settings;

  /**
   * Starts servers and proxies and makes topics and tables; no stage runs yet.
   *
   * @param diskBytes how much ClickHouse may hold, where that can be limited
   */
  static Rig start(long diskBytes, Consumer<String> progress) {
    try {
      return new Rig(Files.createTempDirectory("starstream-drill-"), diskBytes, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rig(Path directory, long diskBytes, Consumer<String> progress) throws IOException {
    this.directory = directory;
    opened.push(this::deleteDirectory);
    // A mount would outlive this JVM.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-rig"));
    try {
      var data = directory.resolve("stack");
      // The one or the other is ClickHouse's, as a library or as a program.
      disk = SmallDisk.mount(Files.createDirectories(data.resolve("clickhouse")), diskBytes);
      disk.ifPresent(opened::push);
      clock = FakeClock.find(directory);
      int kafka = freePort();
      kafkaProxy = opened(new FaultProxy(0, kafka));
      stack =
          opened(
              Stacks.start(
                  StackSpec.keeping(data)
                      .withProxiedKafka(new StackSpec.ProxiedListener(kafka, kafkaProxy.port()))
                      .withProgress(progress)));
      clickHouseProxy =
          opened(new FaultProxy(0, stack.component(Component.Role.CLICKHOUSE).port()));
      servers =
          stack.components().stream().map(component -> opened(new Server(component))).toList();
      settings = Settings.load(Optional.empty(), Map.of(), direct());
      Provision.all(settings);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Settings that lead past the proxies. */
  private Map<String, String> direct() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("tenant", Answers.TENANT);
    settings.put("kafka.bootstrap-servers", stack.kafkaBootstrap());
    settings.put("registry.url", stack.registryUrl());
    settings.put("clickhouse.url", stack.clickHouseUrl());
    settings.put("clickhouse.user", stack.clickHouseUser());
    settings.put("clickhouse.password", stack.clickHousePassword());
    return settings;
  }

  private Map<String, String> proxied() {
    var settings = direct();
    settings.put("kafka.bootstrap-servers", "127.0.0.1:" + kafkaProxy.port());
    settings.put(
        "clickhouse.url", URI.create("http://127.0.0.1:" + clickHouseProxy.port()).toString());
    settings.put("http.port", "0");
    settings.put("http.auth", "off");
    settings.put("sink.flush-interval", "500ms");
    // Longer than any jump of a clock.
    settings.put("scoring.duplicate-retention", "30d");
    return settings;
  }

  /** A sink of the one group; not started. */
  Stage sink(String name) {
    return stage(name, List.of(Starstream.class.getName(), "serve", "sink"), Map.of());
  }

  /** A sink that lacks a part of its guarantee; not started. */
  Stage brokenSink(String name, Breakage breakage) {
    return stage(name, List.of(BrokenSink.class.getName(), breakage.name()), Map.of());
  }

  /** A scoring instance with a state directory of its own; not started. */
  Stage scoring(String name) {
    return stage(
        name,
        List.of(Starstream.class.getName(), "serve", "scoring"),
        Map.of("scoring.state-dir", directory.resolve("state-" + name).toString()));
  }

  /** The HTTP edge; not started. */
  Stage ingest(String name, int port) {
    return stage(
        name,
        List.of(Starstream.class.getName(), "serve", "ingest"),
        Map.of("http.port", Integer.toString(port), "ingest.delivery-timeout", "2s"));
  }

  private Stage stage(String name, List<String> program, Map<String, String> more) {
    var settings = proxied();
    settings.putAll(more);
    var command = new ArrayList<>(program);
    settings.forEach(
        (key, value) -> {
          command.add("--set");
          command.add(key + "=" + value);
        });
    var stage = opened(new Stage(name, directory, command));
    stages.add(stage);
    return stage;
  }

  Stack stack() {
    return stack;
  }

  Settings settings() {
    return settings;
  }

  FaultProxy kafkaProxy() {
    return kafkaProxy;
  }

  FaultProxy clickHouseProxy() {
    return clickHouseProxy;
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  Optional<FakeClock> clock() {
    return clock;
  }

  Server server(Component.Role role) {
    return servers.stream()
        .filter(server -> server.name().equals(role.id()))
        .findFirst()
        .orElseThrow();
  }

  List<Server> servers() {
    return servers;
  }

  List<Stage> stages() {
    return List.copyOf(stages);
  }

  Tables tables() {
    return new Tables(settings.clickHouse());
  }

  /** What scoring has not read yet. */
  Backlog submitted() {
    return new Backlog(stack.kafkaBootstrap(), SCORING_GROUP);
  }

  /** What the sink has not committed yet. */
  Backlog scored() {
    return new Backlog(stack.kafkaBootstrap(), SINK_GROUP);
  }

  /** Copies the logs of stages and servers to a directory, which outlives this. */
  Path keepLogs(Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.walk(directory, 3)) {
      for (var file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
        if (Files.isRegularFile(file) && Files.size(file) > 0) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return to;
  }

  /** Ends everything, last first. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        System.err.println("drill: left something behind: " + e);
      }
    }
  }

  private void deleteDirectory() throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
