package dev.starstream.ingest;

import dev.starstream.events.AnswerSubmitted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The Kafka side in memory: takes records as Avro, and can be down, as a whole or after some
 * records, or without a registry.
 */
final class InMemoryTopic extends MockProducer<String, AnswerSubmitted> {

  private int upFor = Integer.MAX_VALUE;
  private boolean registryUp = true;

  InMemoryTopic() {
    this(true);
  }

  private InMemoryTopic(boolean acknowledging) {
    super(acknowledging, null, new StringSerializer(), (topic, answer) -> avro(answer));
  }

  /** A topic that acknowledges nothing until {@link #completeNext} is called. */
  static InMemoryTopic holdingBack() {
    return new InMemoryTopic(false);
  }

  AnswerPublisher publisher() {
    return new AnswerPublisher(this, Duration.ofSeconds(1));
  }

  synchronized void goDown() {
    upFor = 0;
  }

  synchronized void goDownAfter(int records) {
    upFor = records;
  }

  synchronized void comeBack() {
    upFor = Integer.MAX_VALUE;
    registryUp = true;
  }

  synchronized void loseRegistry() {
    registryUp = false;
  }

  List<AnswerSubmitted> answers() {
    return history().stream().map(ProducerRecord::value).toList();
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<String, AnswerSubmitted> record, Callback callback) {
    if (!registryUp) {
      throw new SerializationException("no schema id", new ConnectException("refused"));
    }
    if (upFor == 0) {
      var failure = new TimeoutException("no broker");
      callback.onCompletion(null, failure);
      return CompletableFuture.failedFuture(failure);
    }
    upFor--;
    return super.send(record, callback);
  }

  static byte[] avro(AnswerSubmitted answer) {
    var bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<>(AnswerSubmitted.class).write(answer, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
