package dev.starstream.devstack;

import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The whole of Starstream on this machine: the servers as child processes, the stages in here. */
final class LocalSystem implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private final Stack stack;
  private final Settings settings;
  private final Pipeline pipeline;
  private boolean closed;

  private LocalSystem(Stack stack, Settings settings, Pipeline pipeline) {
    this.stack = stack;
    this.settings = settings;
    this.pipeline = pipeline;
  }

  /**
   * Starts servers, makes topics, schemas and tables, and starts all stages.
   *
   * @param stateDirectory where scoring keeps its store
   * @param httpPort 0 for any free one
   */
  static LocalSystem start(
      StackSpec spec, Path stateDirectory, int httpPort, Starstream starstream) {
    // Before anything is started, so that a taken port costs nobody a minute.
    int port = Ports.choose(httpPort, "http");
    var stack = Stacks.start(spec);
    try {
      var settings = starstream.settings(addresses(stack, stateDirectory, port));
      spec.progress().accept("making topics, schemas and tables");
      Provision.all(settings);
      spec.progress().accept("starting ingest, scoring, sink and dashboard");
      var pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
      return new LocalSystem(stack, settings, pipeline);
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
