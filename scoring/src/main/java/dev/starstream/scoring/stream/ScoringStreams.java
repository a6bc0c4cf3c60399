package dev.starstream.scoring.stream;

import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running instance of the scoring stage. */
public final class ScoringStreams implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScoringStreams.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /** The least that a broker takes unless it is told otherwise. */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  /** Work between two polls is a thousand answers at most: a second or two. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /**
   * How long a record may wait for others of its batch, instead of Kafka Streams' 100 ms: whoever
   * reads uncommitted has a score so much earlier. A batch under load is full before that.
   */
  private static final Duration LINGER = Duration.ofMillis(5);

  private static final Duration RETRY_BACKOFF = Duration.ofMillis(10);

  /** How long a thread waits before it is replaced after an outage. */
  private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);

  private static final String STOPPED = "scoring has stopped";

  private final KafkaStreams streams;

  /** Written by the thread that ended the work. */
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private ScoringStreams(KafkaStreams streams) {
    this.streams = streams;
    streams.setUncaughtExceptionHandler(this::afterFailure);
  }

  /** Makes an instance and starts it; the topics and schemas must be there. */
  public static ScoringStreams start(
      ScoringConfig config, AnswerScorer scorer, QuestionCatalogue catalogue) {
    return start(
        config,
        ScoringTopology.build(
            scorer::score,
            catalogue,
            AvroSerdes.of(config.registry()),
            partitions(config),
            config.duplicateRetention(),
            properties(config)));
  }

  /** How many partitions {@code answers.submitted} has. */
  static int partitions(ScoringConfig config) {
    var topic = Topics.ANSWERS_SUBMITTED.name();
    try (var admin = Admin.create(new HashMap<String, Object>(config.kafka()))) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .size();
    } catch (ExecutionException e) {
      throw new KafkaException("the partitions of " + topic + " cannot be told", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /** For a benchmark that compares topologies. */
  static ScoringStreams start(ScoringConfig config, Topology topology) {
    var scoring = new ScoringStreams(new KafkaStreams(topology, properties(config)));
    try {
      scoring.streams.start();
      return scoring;
    } catch (RuntimeException e) {
      // The set of erased candidates is read before this returns, so Kafka may refuse already here.
      scoring.close();
      throw e;
    }
  }

  /** Whether it takes part in the work: running, or sharing the partitions out anew. */
  public boolean isRunning() {
    return streams.state().isRunningOrRebalancing();
  }

  /** Whether every thread has its partitions and their stores are restored. */
  public boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Why it stopped by itself; empty while it runs or after {@link #close}. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Adds Kafka Streams' own metrics, until the binder is closed; close it before this. */
  public KafkaStreamsMetrics measure(MeterRegistry registry) {
    var binder = new KafkaStreamsMetrics(streams);
    binder.bindTo(registry);
    return binder;
  }

  /**
   * Ends the work under way and leaves the group, so that whoever comes next, another instance or
   * this one started again, need not wait until the broker misses this one.
   */
  @Override
  public void close() {
    var closed =
        streams.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!closed) {
      log.atWarn()
          .addKeyValue("tookMs", CLOSE_TIMEOUT.toMillis())
          .addKeyValue("state", streams.state())
          .log("scoring did not end in time");
    }
  }

  static Properties properties(ScoringConfig config) {
    var properties = new Properties();
    properties.putAll(config.kafka());
    // Read by RejectingHandler.
    properties.putAll(config.registry());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    // A thread that waits for records does not commit: its waits must be shorter than the interval.
    properties.put(
        StreamsConfig.POLL_MS_CONFIG,
        Math.min(100, Math.max(5, config.commitInterval().toMillis() / 3)));
    // A task reads two partitions, of whose records any order will do: neither waits for the other.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, RejectingHandler.class);
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectingHandler.class);
    properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RejectingHandler.class);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // How long the partitions of an instance that was killed lie idle.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        (int) SESSION_TIMEOUT.toMillis());
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        (int) HEARTBEAT_INTERVAL.toMillis());
    // A rebalance waits that long for a member that does not rejoin: one that a restarted broker
    // remembers and that has another name by now has no other end.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        (int) POLL_INTERVAL.toMillis());
    // How long the records after a killed instance's last ones stay unreadable, if it does not come
    // back. One that comes back with its state directory has its name and ends them at once.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        (int) TRANSACTION_TIMEOUT.plus(config.commitInterval()).toMillis());
    // The repartition topic has to take whatever answers.submitted took, with some headers more: a
    // record that it refuses would fail the transaction again and again.
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        2 * Topics.ANSWERS_SUBMITTED.maxMessageBytes());
    // A reject wraps a whole record; see Topics.ANSWERS_REJECTED.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 4 * 1024 * 1024);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER.toMillis());
    // Shortly after a commit the broker may still be ending the last transaction and refuse the
    // next one's first records for some milliseconds; 100 ms later, the default, is late.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
        RETRY_BACKOFF.toMillis());
    return properties;
  }

  /** An outage ends by itself, so the work is taken up again; anything else a person must see. */
  private StreamThreadExceptionResponse afterFailure(Throwable failure) {
    if (isOutage(failure)) {
      log.atWarn().addKeyValue("cause", failure.toString()).log("scoring waits for an outage");
      pause();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (isStoreTrouble(failure)) {
      log.atWarn().setCause(failure).log("scoring takes its stores up anew");
      pause();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (isTransactionTrouble(failure)) {
      log.atWarn().setCause(failure).log("scoring takes up anew what it last committed");
      pause();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    this.failure.compareAndSet(null, failure);
    AccessRefusal.in(failure)
        .ifPresentOrElse(
            refusal -> log.atError().addKeyValue("cause", refusal.message()).log(STOPPED),
            () -> log.atError().setCause(failure).log(STOPPED));
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  static boolean isOutage(Throwable failure) {
    if (AccessRefusal.in(failure).isPresent()) {
      return false;
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return AvroSerdes.isOutage(failure);
  }

  /**
   * A store that was closed under a thread, as when its task is made anew after a crash. Whoever
   * takes the task over restores the store from Kafka.
   */
  static boolean isStoreTrouble(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidStateStoreException || cause instanceof ProcessorStateException) {
        return true;
      }
    }
    return false;
  }

  /**
   * A transaction whose end the broker and the producer see differently, as after a broker that
   * slept or was killed. Whoever takes the tasks over ends it first, one way or the other.
   */
  static boolean isTransactionTrouble(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidTxnStateException
          || cause instanceof TransactionAbortedException) {
        return true;
      }
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(OUTAGE_PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
