package dev.starstream.devstack.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** One Kafka broker that is its own controller (KRaft). */
final class KafkaBroker {
  private KafkaBroker() {}

  /**
   * Runs until its standard input ends or it is told to stop.
   *
   * @param args the broker's properties file
   */
  public static void main(String[] args) throws IOException {
    ParentWatch.start();
    Path file = Path.of(args[0]);
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
      format(file);
    }
    var server = new KafkaRaftServer(new KafkaConfig(properties, true), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.startup();
    server.awaitShutdown();
  }

  private static void format(Path properties) {
    String[] arguments = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", properties.toString()
    };
    int exit = StorageTool.execute(arguments, System.out);
    if (exit != 0) {
      throw new IllegalStateException("kafka-storage format ended with " + exit);
    }
  }
}
