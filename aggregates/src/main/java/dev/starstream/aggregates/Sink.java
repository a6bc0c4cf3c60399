package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.events.AnswerRejected;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries answers.scored and answers.rejected into ClickHouse: each record is a row once, and every
 * rollup equals a recount, through crashes and outages of any length. Outages are waited out; what
 * no table takes goes to answers.rejected; anything else stops the sink with {@link #failure()}.
 *
 * <p>Runs on threads of its own. Several sinks of one name, in one process or many, share the
 * partitions. All methods may be called from any thread.
 */
public final class Sink implements AutoCloseable {

  /** The tables that {@link #rows} counts. */
  public static final List<String> TABLES =
      List.of("answer_scores", "answer_texts", "rejected_answers");

  private static final Logger log = LoggerFactory.getLogger(Sink.class);

  private final SinkConfig config;
  private final SinkGuarantee guarantee;
  private final SinkCounters counters = new SinkCounters();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final List<SinkWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts a sink.
   *
   * @throws SinkException if the tables or the server's settings would let a repeated insert be
   *     counted twice; if ClickHouse cannot be reached the same check is made once it can, and then
   *     ends the sink
   */
  public static Sink start(SinkConfig config) {
    return start(config, SinkGuarantee.FULL);
  }

  static Sink start(SinkConfig config, SinkGuarantee guarantee) {
    var serdes = AvroSerdes.of(config.registry());
    if (guarantee.checksTables()) {
      checkTables(config, routes(serdes));
    }
    var sink = new Sink(config, guarantee);
    for (var i = 0; i < config.threads(); i++) {
      sink.addWorker(serdes, i);
    }
    sink.threads.forEach(Thread::start);
    return sink;
  }

  private Sink(SinkConfig config, SinkGuarantee guarantee) {
    this.config = config;
    this.guarantee = guarantee;
  }

  /** For one thread. */
  private static List<Route<?>> routes(AvroSerdes serdes) {
    return List.of(
        scored(Topics.ANSWERS_SCORED, serdes),
        scored(Topics.ANSWERS_RESCORED, serdes),
        rejected(serdes));
  }

  private static Route<ScoredRecord> scored(Topics.Topic topic, AvroSerdes serdes) {
    return new Route<>(
        topic.name(),
        new ScoredRecordDeserializer(serdes.answerScoredBodies()),
        List.of(new AnswerScoreRow(), new AnswerTextRow()),
        Optional.of(ScoredRecord::submission),
        Optional.of(
            new Route.Once<>(
                ScoredRecord::id,
                scored -> scored.id() + "/" + scored.scorerVersion,
                Resources.text("statements/stored_answers.sql"),
                true)));
  }

  private static Route<AnswerRejected> rejected(AvroSerdes serdes) {
    return new Route<>(
        Topics.ANSWERS_REJECTED.name(),
        serdes.answerRejected().deserializer(),
        List.of(new RejectedAnswerRow()),
        Optional.empty(),
        Optional.of(
            new Route.Once<>(
                AnswerRejected::getRejectId,
                rejected -> rejected.getRejectId().toString(),
                Resources.text("statements/stored_rejects.sql"),
                false)));
  }

  private static void checkTables(SinkConfig config, List<Route<?>> routes) {
    var tables =
        routes.stream().flatMap(route -> route.tables().stream()).collect(Collectors.toSet());
    try (var client = ClickHouse.openInsertClient(config.clickHouse(), Duration.ofSeconds(10))) {
      DeduplicationCheck.require(client, tables);
    } catch (RuntimeException e) {
      if (Failures.kind(e) != FailureKind.RETRYABLE) {
        throw e;
      }
      log.atWarn()
          .addKeyValue("error", e.getMessage())
          .log("ClickHouse cannot be reached, the sink starts when it can");
    }
  }

  private void addWorker(AvroSerdes serdes, int number) {
    var worker =
        new SinkWorker(
            config,
            guarantee,
            routes(serdes),
            new KafkaConsumer<>(
                consumerProperties(number),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()),
            Admin.create(new HashMap<>(config.kafka())),
            insertClient(),
            new Rejects(config, serdes.answerRejected().serializer(), Clock.systemUTC()),
            counters,
            this::fail);
    workers.add(worker);
    threads.add(new Thread(worker, config.name() + "-" + number));
  }

  private Client insertClient() {
    return ClickHouse.openInsertClient(config.clickHouse(), config.patience().insertTimeout());
  }

  private Map<String, Object> consumerProperties(int number) {
    var properties = new HashMap<String, Object>(config.kafka());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.name());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, config.name() + "-" + number);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) SinkConfig.POLL_INTERVAL.toMillis());
    // A dead sink's partitions are taken over within this time, the least that brokers allow.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    // The others learn of a rebalance with a heartbeat, and until then no commit is taken.
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return properties;
  }

  private void fail(RuntimeException e) {
    if (failure.compareAndSet(null, e)) {
      var event = log.atError().addKeyValue("sink", config.name());
      AccessRefusal.in(e)
          .map(refusal -> event.addKeyValue("error", refusal.message()))
          .orElseGet(() -> event.setCause(e))
          .log("Sink stopped");
    }
    workers.forEach(SinkWorker::stop);
  }

  /** Whether every thread runs; waiting for an outage to end is running. */
  public boolean isRunning() {
    return failure.get() == null && threads.stream().allMatch(Thread::isAlive);
  }

  /** Why it stopped by itself; empty while it runs or after {@link #close}. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** The outage that it is waiting for to end; empty if the last insert succeeded. */
  public Optional<String> lastError() {
    return counters.trouble();
  }

  /**
   * Rows by table that ClickHouse has acknowledged since the start, including repeated ones that it
   * dropped.
   */
  public Map<String, Long> rows() {
    return counters.rows();
  }

  /** Records sent to answers.rejected since the start. */
  public long rejected() {
    return counters.rejected();
  }

  /** How often something was tried again since the start. */
  public long retries() {
    return counters.retries();
  }

  /**
   * Inserts since the start of which it is not known whether all views took them: anything but 0
   * asks for a recount.
   */
  public long doubtfulInserts() {
    return counters.doubtfulInserts();
  }

  /**
   * Ends all threads. An insert under way is let finish and is committed, unless it takes longer
   * than the configured time; then it is cut, and repeated by whoever is next.
   */
  @Override
  public void close() {
    workers.forEach(SinkWorker::stop);
    var deadline = System.nanoTime() + config.patience().closeTimeout().toNanos();
    if (!join(deadline)) {
      workers.forEach(SinkWorker::cut);
      join(System.nanoTime() + Duration.ofSeconds(30).toNanos());
    }
  }

  private boolean join(long deadline) {
    try {
      for (var thread : threads) {
        var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
        if (thread.isAlive()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
