package dev.starstream.ingest;

import dev.starstream.events.PlatformQuestion;
import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.schemas.catalogue.Questions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The questions that platforms have brought, as the topic {@code questions} has them, beside the
 * shipped ones. A change returns when Kafka has acknowledged it and this view shows it. Safe for
 * many threads.
 */
public final class OwnQuestions implements Questions, AutoCloseable {

  /**
   * A question of a platform.
   *
   * @param event as it stands in the topic
   */
  record Own(PlatformQuestion event, Question question) {}

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final QuestionCatalogue catalogue;
  private final PlatformQuestions platformQuestions;
  private final Serde<PlatformQuestion> serde;
  private final Producer<String, byte[]> producer;
  private final TopicFollower<Own> follower;
  private final Clock clock;

  OwnQuestions(
      QuestionCatalogue catalogue,
      Serde<PlatformQuestion> serde,
      Producer<String, byte[]> producer,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Clock clock) {
    this.catalogue = catalogue;
    this.platformQuestions = new PlatformQuestions(catalogue);
    this.serde = serde;
    this.producer = producer;
    this.clock = clock;
    this.follower =
        TopicFollower.start(Topics.QUESTIONS.name(), consumers, (key, value) -> read(key, value));
  }

  /** Begins to read the topic. Neither Kafka nor the registry need be up yet. */
  public static OwnQuestions open(
      PublisherSettings settings, QuestionCatalogue catalogue, Clock clock) {
    var producer = AnswerPublisher.producerConfig(settings);
    producer.put("client.id", "starstream-questions");
    var consumer = consumerConfig(settings);
    return new OwnQuestions(
        catalogue,
        AvroSerdes.of(AnswerPublisher.registryConfig(settings)).platformQuestion(),
        new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer()),
        () ->
            new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        clock);
  }

  private static Map<String, Object> consumerConfig(PublisherSettings settings) {
    var config = new HashMap<String, Object>(settings.kafka());
    config.put("client.id", "starstream-questions");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("allow.auto.create.topics", false);
    return config;
  }

  private Optional<Own> read(String key, byte[] value) {
    PlatformQuestion event;
    try {
      Deserializer<PlatformQuestion> deserializer = serde.deserializer();
      event = deserializer.deserialize(Topics.QUESTIONS.name(), value);
    } catch (SerializationException | ClassCastException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      return Optional.empty();
    }
    return key.equals(Topics.questionKey(event.getTenantId(), event.getQuestionId()))
        ? platformQuestions.question(event).map(question -> new Own(event, question))
        : Optional.empty();
  }

  /**
   * The shipped question with this id, or else the platform's own.
   *
   * @throws PublishingUnavailableException if it is no shipped one and the topic has not been read
   *     yet: nobody knows whether there is such a question
   */
  @Override
  public Optional<Question> question(String tenantId, String questionId) {
    var shipped = catalogue.question(questionId);
    return shipped.isPresent() ? shipped : own(tenantId, questionId).map(Own::question);
  }

  @Override
  public Optional<String> nearestId(String tenantId, String wrongId) {
    var ids =
        Stream.concat(catalogue.questions().stream(), all(tenantId).stream().map(Own::question));
    return Nearest.of(wrongId, ids.map(Question::id).toList());
  }

  /** The platform's own question with this id. */
  Optional<Own> own(String tenantId, String questionId) {
    readOnce();
    return follower.get(Topics.questionKey(tenantId, questionId));
  }

  /** The platform's own questions. */
  List<Own> all(String tenantId) {
    readOnce();
    return follower.all().values().stream()
        .filter(own -> own.event().getTenantId().equals(tenantId))
        .toList();
  }

  private void readOnce() {
    if (!follower.isComplete()) {
      throw new PublishingUnavailableException(
          Dependency.KAFKA, "the platforms' own questions have not been read from Kafka yet", null);
    }
  }

  /**
   * Waits until the topic has been read to its end once; says whether it has. A refusal of access
   * ends the wait.
   */
  public boolean awaitRead(Duration atMost) {
    return follower.awaitComplete(atMost);
  }

  /** What keeps platforms' questions from being known; empty if nothing does. */
  public Optional<String> trouble() {
    return follower.trouble();
  }

  /** Why the topic cannot be read now; empty if it can, or if that is not known yet. */
  public Optional<RuntimeException> failure() {
    return follower.failure();
  }

  /**
   * Brings a question or changes it.
   *
   * @throws PublishingUnavailableException if Kafka or the registry is down; it may be stored all
   *     the same, and may be brought again
   */
  Own put(String tenantId, Question question) {
    var event =
        PlatformQuestions.event(tenantId, question, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    store(Topics.questionKey(tenantId, question.id()), Optional.of(serialized(event)));
    return new Own(event, question);
  }

  /**
   * Takes a question back.
   *
   * @throws PublishingUnavailableException as {@link #put}
   */
  void withdraw(String tenantId, String questionId) {
    store(Topics.questionKey(tenantId, questionId), Optional.empty());
  }

  private byte[] serialized(PlatformQuestion event) {
    try {
      return serde.serializer().serialize(Topics.QUESTIONS.name(), event);
    } catch (KafkaException e) {
      throw new PublishingUnavailableException(
          Dependency.SCHEMA_REGISTRY,
          "the schema registry did not give the schema id of " + Topics.QUESTIONS.subject(),
          e);
    }
  }

  private void store(String key, Optional<byte[]> value) {
    var stored = send(new ProducerRecord<>(Topics.QUESTIONS.name(), key, value.orElse(null)));
    if (!follower.await(stored.partition(), stored.offset(), PATIENCE)) {
      throw new PublishingUnavailableException(
          Dependency.KAFKA,
          "Kafka has the change, but it could not be read back in " + PATIENCE.toSeconds() + " s",
          null);
    }
  }

  private RecordMetadata send(ProducerRecord<String, byte[]> change) {
    try {
      return producer.send(change).get();
    } catch (ExecutionException | KafkaException | IllegalStateException e) {
      throw notTaken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notTaken(e);
    }
  }

  private static PublishingUnavailableException notTaken(Exception cause) {
    return new PublishingUnavailableException(
        Dependency.KAFKA,
        "Kafka did not acknowledge a record of " + Topics.QUESTIONS.name(),
        cause);
  }

  @Override
  public void close() {
    try (follower) {
      producer.close(PATIENCE);
    }
  }
}
