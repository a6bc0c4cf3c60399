package dev.starstream.devstack;

import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * The stack of all integration tests of one JVM, started when the first of them asks: on
 * Testcontainers if a Docker engine answers, embedded otherwise; {@code
 * STARSTREAM_STACK=embedded|testcontainers} decides instead. Says which on standard output. Tests
 * keep apart by topics, subjects and databases of their own.
 */
public final class SharedStack {
  private SharedStack() {}

  public static Stack get() {
    return Holder.STACK;
  }

  /**
   * Deletes the answers, scores and rejects that other test classes left in the topics: who begins
   * at the beginning would score and insert them once more.
   */
  static void emptyTopics() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", get().kafkaBootstrap()))) {
      var names =
          Stream.of(
                  Topics.ANSWERS_SUBMITTED,
                  Topics.ANSWERS_SCORED,
                  Topics.ANSWERS_RESCORED,
                  Topics.ANSWERS_REJECTED)
              .map(Topics.Topic::name)
              .toList();
      var all = new HashMap<TopicPartition, RecordsToDelete>();
      for (var topic : admin.describeTopics(names).allTopicNames().get().values()) {
        for (var partition : topic.partitions()) {
          // -1: up to the end.
          all.put(
              new TopicPartition(topic.name(), partition.partition()),
              RecordsToDelete.beforeOffset(-1));
        }
      }
      admin.deleteRecords(all).all().get();
    }
  }

  /** Whether its servers are processes of this machine, which a test can kill. */
  public static boolean isEmbedded() {
    return get() instanceof EmbeddedStack;
  }

  private static final class Holder {
    private static final Stack STACK = start();

    private static Stack start() {
      Stack stack = choose();
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
      // Whichever test comes first: topics and schemas are as in production.
      var settings = LocalSystem.addresses(stack, Path.of("unused"), 0);
      settings.put("clickhouse.database", "shared");
      Provision.all(Settings.load(Optional.empty(), Map.of(), settings));
      System.out.println("Integration tests run on " + stack.describe());
      return stack;
    }

    private static Stack choose() {
      String choice = System.getenv().getOrDefault("STARSTREAM_STACK", "");
      return switch (choice.toLowerCase(Locale.ROOT)) {
        case "embedded" -> Stacks.start(StackSpec.temporary());
        case "testcontainers" -> TestcontainersStack.start();
        case "" ->
            Docker.answers() ? TestcontainersStack.start() : Stacks.start(StackSpec.temporary());
        default ->
            throw new IllegalArgumentException(
                "STARSTREAM_STACK: " + choice + " (expected: embedded or testcontainers)");
      };
    }
  }
}
