package dev.starstream.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RejectingHandlerTest {

  private static final String SCOPE = "rejecting-handler-test";
  private static final Map<String, String> REGISTRY =
      Map.of("schema.registry.url", "mock://" + SCOPE);
  private static final Instant RECORDED_AT = Instant.parse("2026-11-01T12:00:00Z");
  private static final String BEHIND = "scoring-answers-by-id-repartition";
  private static final Record<String, String> ANY = new Record<>("any", "any", 0);

  private final RejectingHandler handler = new RejectingHandler();

  @BeforeEach
  void registerSchemas() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    handler.configure(REGISTRY);
  }

  @AfterEach
  void dropRegistry() {
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void recordBehindTheRepartitionTopic_isRejectedWithItsOriginAndKey() {
    var headers = new RecordHeaders().add("trace", new byte[] {7});
    Original.of("answers.submitted", 3, 42, RECORDED_AT, utf8("dev/cand-1"), new byte[0], headers)
        .writeTo(headers);

    var response =
        handler.handleError(context(BEHIND, utf8("id"), headers), ANY, new IllegalStateException());

    assertThat(response.deadLetterQueueRecords())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo(utf8("dev/cand-1"));
              assertThat(record.headers()).isEmpty();
              var reject =
                  AvroSerdes.of(REGISTRY)
                      .answerRejected()
                      .deserializer()
                      .deserialize(Topics.ANSWERS_REJECTED.name(), record.value());
              assertThat(reject.getReason()).isEqualTo(RejectReason.UNPROCESSABLE);
              assertThat(reject.getTopic()).isEqualTo("answers.submitted");
              assertThat(reject.getPartition()).isEqualTo(3);
              assertThat(reject.getOffset()).isEqualTo(42);
              assertThat(reject.getRecordedAt()).isEqualTo(RECORDED_AT);
              assertThat(reject.getKey().array()).isEqualTo(utf8("dev/cand-1"));
              assertThat(reject.getHeaders()).extracting("key").containsExactly("trace");
            });
  }

  @Test
  void replayedRecord_isRejectedWithItsFirstOriginAndItsOwnKey() {
    var headers = new RecordHeaders();
    new RecordOrigin("answers.submitted", 1, 5, RECORDED_AT).write(headers);

    var response =
        handler.handleError(
            context("answers.submitted", utf8("dev/cand-1"), headers),
            ANY,
            new IllegalStateException());

    assertThat(response.deadLetterQueueRecords())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo(utf8("dev/cand-1"));
              var reject =
                  AvroSerdes.of(REGISTRY)
                      .answerRejected()
                      .deserializer()
                      .deserialize(Topics.ANSWERS_REJECTED.name(), record.value());
              assertThat(reject.getPartition()).isEqualTo(1);
              assertThat(reject.getOffset()).isEqualTo(5);
            });
  }

  @Test
  void outage_isNoReject() {
    var response =
        handler.handleError(
            context(BEHIND, utf8("id"), new RecordHeaders()),
            ANY,
            new SerializationException("registry", new ConnectException()));

    assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
  }

  private static ErrorHandlerContext context(String topic, byte[] key, Headers headers) {
    return new DefaultErrorHandlerContext(
        null, topic, 0, 99, headers, "score", new TaskId(1, 0), 1_000L, key, new byte[] {1});
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
