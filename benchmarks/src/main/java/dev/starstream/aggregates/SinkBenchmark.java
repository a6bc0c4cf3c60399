package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.devstack.Component;
import dev.starstream.devstack.Stack;
import dev.starstream.devstack.StackSpec;
import dev.starstream.devstack.Stacks;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import dev.starstream.scoring.stream.CohortScores;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How many scored answers a second the sink carries from a full topic into the embedded ClickHouse,
 * with its guarantee and without: no plans, no tokens, no deduplication. Both in turn, several
 * times, each time into new tables. What they inserted stays until the end, unmerged from then on:
 * a file system that has just removed thousands of files takes longer to make new ones.
 *
 * <p>Arguments: answers, rounds, threads of the sink, days over which the answers were submitted;
 * by default 800000 2 2 1. Or {@code steps} and answers, by default 30000: what each step costs,
 * see {@link SinkSteps}.
 */
public final class SinkBenchmark {

  private static final int PARTITIONS = 4;

  private static final SinkGuarantee NONE =
      new SinkGuarantee(
          false, false, false, (config, block, topicId, partition) -> Optional.empty());

  private final Stack stack;
  private final int answers;
  private final int threads;

  private SinkBenchmark(Stack stack, int answers, int threads) {
    this.stack = stack;
    this.answers = answers;
    this.threads = threads;
  }

  /** Prints one line a run and the ratio of the medians. */
  public static void main(String... args) throws Exception {
    if (args.length > 0 && args[0].equals("steps")) {
      printSteps(args.length > 1 ? Integer.parseInt(args[1]) : 30_000);
      return;
    }
    var answers = args.length > 0 ? Integer.parseInt(args[0]) : 800_000;
    var rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    var threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    var days = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    try (var stack = Stacks.start(StackSpec.temporary())) {
      var benchmark = new SinkBenchmark(stack, answers, threads);
      benchmark.fillTopic(Duration.ofDays(days));
      // Twice, and then in turn another first: a later run finds more of the code compiled.
      benchmark.run("warm-up-1", SinkGuarantee.FULL);
      benchmark.run("warm-up-2", NONE);
      var with = new ArrayList<Double>();
      var without = new ArrayList<Double>();
      for (var round = 1; round <= rounds; round++) {
        if (round % 2 == 1) {
          with.add(benchmark.run("with-" + round, SinkGuarantee.FULL));
        }
        without.add(benchmark.run("without-" + round, NONE));
        if (round % 2 == 0) {
          with.add(benchmark.run("with-" + round, SinkGuarantee.FULL));
        }
      }
      System.out.printf(
          Locale.ROOT,
          "median: %,.0f answers/s with the guarantee, %,.0f without: ratio %.2f%n",
          median(with),
          median(without),
          median(with) / median(without));
    }
  }

  private static void printSteps(int answers) throws Exception {
    try (var stack = Stacks.start(StackSpec.temporary())) {
      SchemaRegistration.registerAll(new CachedSchemaRegistryClient(stack.registryUrl(), 10));
      new SinkSteps(stack, answers).print();
    }
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private void fillTopic(Duration span) throws Exception {
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
    var topic = Topics.ANSWERS_SCORED.name();
    var scores = new CohortScores(Math.min(answers, 8000), span);
    var serdes = AvroSerdes.of(Map.of("schema.registry.url", stack.registryUrl()));
    var bytes = 0L;
    try (var serializer = serdes.answerScored().serializer();
        var producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    stack.kafkaBootstrap(),
                    "compression.type",
                    "lz4",
                    "linger.ms",
                    20,
                    "batch.size",
                    1 << 18),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (var number = 0; number < answers; number++) {
        var scored = scores.numbered(number);
        var key = Topics.key("bench", scored.getAnswer().getCandidateRef());
        var value = serializer.serialize(topic, scored);
        bytes += value.length;
        var unused =
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
      }
    }
    System.out.printf("%,d answers of %,d bytes each%n", answers, bytes / answers);
  }

  private double run(String name, SinkGuarantee guarantee) throws Exception {
    var database = name.replace('-', '_');
    var clickHouse =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            database);
    new Migrator(clickHouse).migrate();
    var config =
        SinkConfig.of(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()),
                Map.of("schema.registry.url", stack.registryUrl()),
                clickHouse)
            .withName("bench-" + name)
            .withThreads(threads);
    try (var client = ClickHouse.openClient(clickHouse)) {
      var cpuBefore = cpu();
      var start = System.nanoTime();
      try (var sink = Sink.start(config, guarantee)) {
        while (sink.rows().getOrDefault("answer_texts", 0L) < answers) {
          sink.failure()
              .ifPresent(
                  failure -> {
                    throw failure;
                  });
          Thread.sleep(20);
        }
        var seconds = (System.nanoTime() - start) / 1e9;
        var cpuAfter = cpu();
        var rate = answers / seconds;
        System.out.printf(
            Locale.ROOT,
            "%-10s %,8.0f answers/s   CPU us/answer:%s   parts %d%n",
            name,
            rate,
            cpuPerAnswer(cpuBefore, cpuAfter),
            number(
                client,
                "SELECT count() FROM system.parts WHERE active AND database = currentDatabase()"));
        if (number(client, "SELECT uniqExact(answer_id) FROM answer_scores") != answers
            || number(client, "SELECT count() FROM answer_scores") != answers) {
          throw new IllegalStateException(name + ": not every answer is one row");
        }
        return rate;
      } finally {
        stopMerges(client);
      }
    }
  }

  private static void stopMerges(Client client) throws Exception {
    for (var table :
        client.queryAll(
            "SELECT name FROM system.tables WHERE database = currentDatabase()"
                + " AND engine LIKE '%MergeTree'")) {
      client.execute("SYSTEM STOP MERGES " + table.getString("name")).get();
    }
  }

  private static long number(Client client, String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }

  /** CPU time in microseconds by process. */
  private Map<String, Long> cpu() {
    var times = new HashMap<String, Long>();
    var own =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    times.put("sink", own.getProcessCpuTime() / 1000);
    for (var component : stack.components()) {
      times.put(component.role().id(), cpu(component).toNanos() / 1000);
    }
    return times;
  }

  static Duration cpu(Component component) {
    return component.pid().isEmpty()
        ? Duration.ZERO
        : ProcessHandle.of(component.pid().getAsLong())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO);
  }

  private String cpuPerAnswer(Map<String, Long> before, Map<String, Long> after) {
    var text = new StringBuilder();
    for (var name : List.of("sink", "kafka", "clickhouse")) {
      text.append(
          String.format(
              Locale.ROOT,
              " %s %.1f",
              name,
              (after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L)) / (double) answers));
    }
    return text.toString();
  }
}
