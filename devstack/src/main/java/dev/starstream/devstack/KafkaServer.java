package dev.starstream.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.utils.AppInfoParser;

/** The plan for a KRaft broker of the Kafka version on the class path. */
final class KafkaServer {
  private static final String MAIN_CLASS = "dev.starstream.devstack.child.KafkaBroker";

  private KafkaServer() {}

  static ServerPlan plan(
      DataDirectory directory, int port, Optional<StackSpec.ProxiedListener> proxied) {
    Path logs = directory.subdirectory("kafka");
    Path file = directory.path().resolve("kafka.properties");
    try {
      try (var writer = Files.newBufferedWriter(file)) {
        var properties = properties(logs, port, Ports.free());
        proxied.ifPresent(listener -> listenThere(properties, listener));
        properties.store(writer, "written at every start");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        ChildJvm.command(
            ChildJvm.ownClassPath(),
            List.of("-Dlogback.configurationFile=dev/starstream/devstack/child-logback.xml"),
            MAIN_CLASS);
    command.add(file.toString());
    return new ServerPlan(
        Component.Role.KAFKA,
        "Kafka " + AppInfoParser.getVersion(),
        port,
        command,
        Map.of(),
        directory.path(),
        directory.log(Component.Role.KAFKA),
        () -> answers(port),
        Optional.empty());
  }

  static Properties properties(Path logs, int port, int controllerPort) {
    var properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("log.dirs", logs.toString()),
            // A misspelt topic must be an error, not a new topic.
            Map.entry("auto.create.topics.enable", "false"),
            // One broker: nothing can be replicated.
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // Few files and little memory.
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            // Compacted early, so that a restarted broker knows its groups and transactions soon.
            Map.entry("offsets.topic.segment.bytes", "1048576"),
            Map.entry("transaction.state.log.segment.bytes", "1048576"),
            // Back at once: without it a broker killed by -9 is fenced for 9 s.
            Map.entry("broker.session.timeout.ms", "2000"),
            Map.entry("broker.heartbeat.interval.ms", "500"),
            Map.entry("group.initial.rebalance.delay.ms", "0")));
    return properties;
  }

  private static void listenThere(Properties properties, StackSpec.ProxiedListener listener) {
    properties.merge("listeners", "PROXIED://127.0.0.1:" + listener.port(), KafkaServer::joined);
    properties.merge(
        "advertised.listeners", "PROXIED://127.0.0.1:" + listener.proxyPort(), KafkaServer::joined);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT");
  }

  static Object joined(Object one, Object other) {
    return one + "," + other;
  }

  /** An open port comes first: a client that meets a closed one complains in our own log. */
  static boolean answers(int port) throws Exception {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            "127.0.0.1:" + port,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            3000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            2000);
    try (Admin admin = Admin.create(config)) {
      return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
    }
  }
}
