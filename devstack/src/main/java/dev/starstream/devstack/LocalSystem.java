package dev.starstream.devstack;

import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The whole of Starstream on this machine: the servers as child processes, the stages in here. */
final class LocalSystem implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String KEY_FILE = "development.key";

  private final Stack stack;
  private final Settings settings;
  private final Pipeline pipeline;
  private final Optional<String> key;
  private boolean closed;

  private LocalSystem(Stack stack, Settings settings, Pipeline pipeline, Optional<String> key) {
    this.stack = stack;
    this.settings = settings;
    this.pipeline = pipeline;
    this.key = key;
  }

  /**
   * Starts servers, makes topics, schemas and tables, and starts all stages.
   *
   * @param directory where scoring keeps its store, and the API key lies
   * @param httpPort 0 for any free one
   */
  static LocalSystem start(StackSpec spec, Path directory, int httpPort, Starstream starstream) {
    // Before anything is started, so that a taken port costs nobody a minute.
    int port = Ports.choose(httpPort, "http");
    var stack = Stacks.start(spec);
    try {
      var settings = starstream.settings(addresses(stack, directory.resolve("state"), port));
      spec.progress().accept("making topics, schemas and tables");
      Provision.all(settings);
      Optional<String> key =
          switch (settings.http().auth()) {
            case KEYS -> Optional.of(DevelopmentKey.in(directory.resolve(KEY_FILE), settings));
            case OFF -> Optional.empty();
          };
      spec.progress().accept("starting ingest, scoring, sink and dashboard");
      var pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
      return new LocalSystem(stack, settings, pipeline, key);
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** The settings under which the stages find the servers. */
  static Map<String, String> addresses(Stack stack, Path stateDirectory, int httpPort) {
    var addresses = new LinkedHashMap<String, String>();
    addresses.put("kafka.bootstrap-servers", stack.kafkaBootstrap());
    addresses.put("registry.url", stack.registryUrl());
    addresses.put("clickhouse.url", stack.clickHouseUrl());
    addresses.put("clickhouse.user", stack.clickHouseUser());
    addresses.put("clickhouse.password", stack.clickHousePassword());
    addresses.put("http.host", LOOPBACK);
    addresses.put("http.port", Integer.toString(httpPort));
    addresses.put("scoring.state-dir", stateDirectory.toString());
    return addresses;
  }

  Stack stack() {
    return stack;
  }

  Settings settings() {
    return settings;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** An API key with all scopes; empty if none is needed. */
  Optional<String> key() {
    return key;
  }

  /** The page, for a browser that has no key yet: what follows {@code #} stays in the browser. */
  URI dashboard() {
    return pipeline.uri().resolve("/" + key.map(text -> "#key=" + text).orElse(""));
  }

  /** Stages first, then servers; closing it twice is closing it once. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        pipeline.close();
      } finally {
        stack.close();
      }
    }
  }
}
