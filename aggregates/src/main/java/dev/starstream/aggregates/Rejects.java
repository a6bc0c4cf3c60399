package dev.starstream.aggregates;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.Header;
import dev.starstream.events.RejectReason;
import dev.starstream.events.Stage;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rejects to answers.rejected in one transaction with the offset that they stand for, so
 * that each is there once. Connects when there is a first one. Owned by one sink thread.
 */
final class Rejects implements AutoCloseable {

  /** Who submitted what, as far as a reject tells it. */
  record Submission(String tenantId, String eventId, String candidateRef) {}

  /** A record that no table takes. */
  record Reject(
      ConsumerRecord<byte[], byte[]> kafkaRecord,
      RejectReason reason,
      String detail,
      Optional<Submission> submission) {}

  private static final Logger log = LoggerFactory.getLogger(Rejects.class);

  private final SinkConfig config;
  private final Serializer<AnswerRejected> serializer;
  private final Clock clock;
  private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();

  Rejects(SinkConfig config, Serializer<AnswerRejected> serializer, Clock clock) {
    this.config = config;
    this.serializer = serializer;
    this.clock = clock;
  }

  /**
   * Writes the rejects and commits the offset, both or neither.
   *
   * @throws KafkaException if neither happened or it cannot be told; the caller does the whole
   *     range again, and its inserts are dropped by their tokens
   */
  void send(
      List<Reject> rejects,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    var values = new ArrayList<byte[]>();
    for (var reject : rejects) {
      values.add(serializer.serialize(Topics.ANSWERS_REJECTED.name(), event(reject)));
    }
    var transaction = producer.orElseGet(this::connect);
    producer = Optional.of(transaction);
    try {
      transaction.beginTransaction();
      for (var i = 0; i < values.size(); i++) {
        // commitTransaction throws what a send has thrown.
        var unused =
            transaction.send(
                new ProducerRecord<>(
                    Topics.ANSWERS_REJECTED.name(),
                    rejects.get(i).kafkaRecord().key(),
                    values.get(i)));
      }
      transaction.sendOffsetsToTransaction(offsets, group);
      transaction.commitTransaction();
    } catch (KafkaException e) {
      abort(transaction);
      close();
      throw e;
    }
  }

  /** Where it fails the broker ends the transaction after its timeout; readers wait that long. */
  private static void abort(KafkaProducer<byte[], byte[]> transaction) {
    try {
      transaction.abortTransaction();
    } catch (KafkaException e) {
      log.atDebug().setCause(e).log("Left a transaction to its timeout");
    }
  }

  private KafkaProducer<byte[], byte[]> connect() {
    var properties = new HashMap<String, Object>(config.kafka());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, config.name() + "-rejects");
    // No zombie has this id; stale owners are fenced by the consumer group's generation.
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.name() + "-" + UUID.randomUUID());
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.ANSWERS_REJECTED.maxMessageBytes());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    var connected =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      connected.initTransactions();
    } catch (KafkaException e) {
      connected.close(Duration.ZERO);
      throw e;
    }
    return connected;
  }

  AnswerRejected event(Reject reject) {
    var kafkaRecord = reject.kafkaRecord();
    // A replay that is refused again for the same reason is the same reject.
    var origin =
        RecordOrigin.read(kafkaRecord.headers())
            .orElseGet(
                () ->
                    new RecordOrigin(
                        kafkaRecord.topic(),
                        kafkaRecord.partition(),
                        kafkaRecord.offset(),
                        Instant.ofEpochMilli(kafkaRecord.timestamp())));
    var headers = new ArrayList<Header>();
    for (var header : kafkaRecord.headers()) {
      if (!RecordOrigin.isInternal(header.key())) {
        headers.add(
            Header.newBuilder().setKey(header.key()).setValue(nullable(header.value())).build());
      }
    }
    return AnswerRejected.newBuilder()
        .setRejectId(
            AnswerIds.ofReject(
                Stage.SINK,
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.recordedAt(),
                reject.reason()))
        .setStage(Stage.SINK)
        .setReason(reject.reason())
        .setDetail(reject.detail())
        .setTenantId(reject.submission().map(Submission::tenantId).orElse(null))
        .setEventId(reject.submission().map(Submission::eventId).orElse(null))
        .setCandidateRef(reject.submission().map(Submission::candidateRef).orElse(null))
        .setTopic(origin.topic())
        .setPartition(origin.partition())
        .setOffset(origin.offset())
        .setRecordedAt(origin.recordedAt())
        .setRejectedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setKey(nullable(kafkaRecord.key()))
        .setPayload(nullable(kafkaRecord.value()))
        .setHeaders(headers)
        .build();
  }

  private static ByteBuffer nullable(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  @Override
  public void close() {
    producer.ifPresent(open -> open.close(Duration.ZERO));
    producer = Optional.empty();
  }
}
