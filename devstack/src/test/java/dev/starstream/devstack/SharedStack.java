package dev.starstream.devstack;

import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
   * Begins at the ends of the topics: what other test classes left there is not scored and inserted
   * once more.
   */
  static void skipWhatOthersLeft(Settings settings) throws Exception {
    try (var admin = Admin.create(new HashMap<String, Object>(settings.kafka()))) {
      for (var group :
          Map.of(
                  settings.scoring().applicationId(),
                  List.of(Topics.ANSWERS_SUBMITTED),
                  settings.sink().name(),
                  List.of(Topics.ANSWERS_SCORED, Topics.ANSWERS_RESCORED, Topics.ANSWERS_REJECTED))
              .entrySet()) {
        var names = group.getValue().stream().map(Topics.Topic::name).toList();
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        for (var topic : admin.describeTopics(names).allTopicNames().get().values()) {
          for (var partition : topic.partitions()) {
            latest.put(
                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
          }
        }
        var ends = new HashMap<TopicPartition, OffsetAndMetadata>();
        admin
            .listOffsets(latest)
            .all()
            .get()
            .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
        admin.alterConsumerGroupOffsets(group.getKey(), ends).all().get();
      }
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
