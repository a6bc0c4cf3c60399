package dev.starstream.scoring.stream;

import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * All three of Kafka Streams' exception handlers. What is wrong with one record becomes a reject of
 * that record; what is wrong with the world (registry, broker) fails the task, which is then tried
 * again from the last commit. Kafka Streams makes it by name, so it is public and configures itself
 * from the properties of {@link ScoringStreams}.
 */
public final class RejectingHandler
    implements DeserializationExceptionHandler,
        ProcessingExceptionHandler,
        ProductionExceptionHandler {

  private Serializer<dev.starstream.events.AnswerRejected> serializer;

  @Override
  public void configure(Map<String, ?> configs) {
    serializer = AvroSerdes.of(configs).answerRejected().serializer();
  }

  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    return AvroSerdes.isOutage(exception)
        ? DeserializationExceptionHandler.Response.fail()
        : DeserializationExceptionHandler.Response.resume(
            reject(context, RejectReason.UNDECODABLE, exception));
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    return AvroSerdes.isOutage(exception)
        ? ProcessingExceptionHandler.Response.fail()
        : ProcessingExceptionHandler.Response.resume(
            reject(context, RejectReason.UNPROCESSABLE, exception));
  }

  @Override
  public ProductionExceptionHandler.Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    return exception instanceof RecordTooLargeException
            && !record.topic().equals(Topics.ANSWERS_REJECTED.name())
        ? ProductionExceptionHandler.Response.resume(
            reject(context, RejectReason.UNPROCESSABLE, exception))
        : ProductionExceptionHandler.Response.fail();
  }

  @Override
  @SuppressWarnings("rawtypes") // The interface's own signature.
  public ProductionExceptionHandler.Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    return AvroSerdes.isOutage(exception) || record.topic().equals(Topics.ANSWERS_REJECTED.name())
        ? ProductionExceptionHandler.Response.fail()
        : ProductionExceptionHandler.Response.resume(
            reject(context, RejectReason.UNPROCESSABLE, exception));
  }

  private List<ProducerRecord<byte[], byte[]>> reject(
      ErrorHandlerContext context, RejectReason reason, Exception exception) {
    var original =
        Original.of(
            context.topic(),
            context.partition(),
            context.offset(),
            Instant.ofEpochMilli(context.timestamp()),
            context.sourceRawKey(),
            context.sourceRawValue(),
            context.headers());
    var reject =
        Rejects.of(
            original,
            Optional.empty(),
            reason,
            "node " + context.processorNodeId() + " failed: " + Score.failure(exception),
            List.of(),
            Instant.now());
    var topic = Topics.ANSWERS_REJECTED.name();
    return List.of(
        new ProducerRecord<>(
            topic, null, context.timestamp(), original.key(), serializer.serialize(topic, reject)));
  }
}
