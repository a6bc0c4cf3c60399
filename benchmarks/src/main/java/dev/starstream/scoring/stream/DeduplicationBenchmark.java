package dev.starstream.scoring.stream;

import dev.starstream.app.Settings;
import dev.starstream.devstack.Stack;
import dev.starstream.devstack.StackSpec;
import dev.starstream.devstack.Stacks;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * How many answers a second the topology scores from a full topic, with deduplication (repartition
 * topic and store of seen ids) and without. Both in turn, several times.
 *
 * <p>Arguments: answers, rounds, threads, commit interval in milliseconds; by default 50000 3 2 and
 * that of {@code defaults.conf}.
 */
public final class DeduplicationBenchmark {

  private static final int PARTITIONS = 4;
  private static final Duration RETENTION = Duration.ofDays(7);

  private final QuestionCatalogue catalogue = QuestionCatalogue.load();
  private final AnswerScorer scorer = AnswerScorer.load(catalogue);
  private final Stack stack;
  private final int answers;
  private final int threads;
  private final Duration commitInterval;

  private DeduplicationBenchmark(Stack stack, int answers, int threads, Duration commitInterval) {
    this.stack = stack;
    this.commitInterval = commitInterval;
    this.answers = answers;
    this.threads = threads;
  }

  /** Prints one line a run and the ratio of the medians. */
  public static void main(String... args) throws Exception {
    var answers = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
    var rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    var threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    var commitInterval =
        args.length > 3
            ? Duration.ofMillis(Long.parseLong(args[3]))
            : Settings.load(Optional.empty(), Map.of(), Map.of()).scoring().commitInterval();
    try (var stack = Stacks.start(StackSpec.temporary())) {
      var benchmark = new DeduplicationBenchmark(stack, answers, threads, commitInterval);
      benchmark.fillTopic();
      benchmark.run("warm-up", true);
      var with = new ArrayList<Double>();
      var without = new ArrayList<Double>();
      for (var round = 1; round <= rounds; round++) {
        with.add(benchmark.run("with-" + round, true));
        without.add(benchmark.run("without-" + round, false));
      }
      System.out.printf(
          Locale.ROOT,
          "median: %,.0f answers/s with deduplication, %,.0f without: ratio %.2f%n",
          median(with),
          median(without),
          median(with) / median(without));
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private void fillTopic() throws Exception {
    SchemaRegistration.registerAll(new CachedSchemaRegistryClient(stack.registryUrl(), 10));
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      admin
          .createTopics(
              Topics.ALL.stream()
                  .map(topic -> new NewTopic(topic.name(), PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get();
    }
    var topic = Topics.ANSWERS_SUBMITTED.name();
    var cohort = new CohortScores(Math.min(answers, 8000), Duration.ofDays(1));
    try (var serializer = AvroSerdes.of(registry()).answerSubmitted().serializer();
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap(), "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (var number = 0; number < answers; number++) {
        var answer = cohort.numbered(number).getAnswer();
        var key = Topics.key(answer.getTenantId(), answer.getCandidateRef());
        var value = serializer.serialize(topic, answer);
        var id = AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
        var home = AnswerIds.homePartition(id, PARTITIONS);
        var unused =
            producer.send(
                new ProducerRecord<>(topic, home, key.getBytes(StandardCharsets.UTF_8), value));
      }
    }
  }

  private double run(String name, boolean deduplicate) throws IOException {
    var config =
        new ScoringConfig(
            Map.of("bootstrap.servers", stack.kafkaBootstrap()),
            registry(),
            "deduplication-" + name,
            Files.createTempDirectory("deduplication-benchmark"),
            threads,
            commitInterval,
            RETENTION);
    try (var scored = consumerAtTheEnd()) {
      var started = System.nanoTime();
      try (var scoring = ScoringStreams.start(config, topology(config, deduplicate))) {
        var first = 0L;
        var count = 0;
        while (count < answers) {
          var records = scored.poll(Duration.ofMillis(100));
          count += records.count();
          if (first == 0 && !records.isEmpty()) {
            first = System.nanoTime();
          }
          if (!scoring.isRunning()) {
            throw new IllegalStateException(name + " has stopped");
          }
        }
        var ended = System.nanoTime();
        // From the first one on: what a start takes is not counted.
        var rate = answers / ((ended - first) / 1e9);
        System.out.printf(
            Locale.ROOT,
            "%s: %,d answers, %,.0f answers/s, the first after %.1f s%n",
            name,
            count,
            rate,
            (first - started) / 1e9);
        return rate;
      }
    }
  }

  private Topology topology(ScoringConfig config, boolean deduplicate) {
    var serdes = AvroSerdes.of(registry());
    var properties = ScoringStreams.properties(config);
    return deduplicate
        ? ScoringTopology.build(
            scorer::score,
            catalogue,
            serdes,
            ScoringStreams.partitions(config),
            RETENTION,
            properties)
        : ScoringTopology.buildWithoutDeduplication(scorer::score, catalogue, serdes, properties);
  }

  private KafkaConsumer<byte[], byte[]> consumerAtTheEnd() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                stack.kafkaBootstrap(),
                "isolation.level",
                "read_committed",
                "group.id",
                "deduplication-benchmark",
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions = new ArrayList<TopicPartition>();
    for (var partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new TopicPartition(Topics.ANSWERS_SCORED.name(), partition));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  private Map<String, String> registry() {
    return Map.of("schema.registry.url", stack.registryUrl());
  }
}
