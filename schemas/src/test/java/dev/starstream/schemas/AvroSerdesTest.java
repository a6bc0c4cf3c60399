package dev.starstream.schemas;

import static dev.starstream.schemas.Submissions.NOW;
import static dev.starstream.schemas.Submissions.valid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Part;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.events.Sentence;
import dev.starstream.events.Severity;
import dev.starstream.events.Span;
import dev.starstream.events.Stage;
import dev.starstream.events.StarPart;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroSerdesTest {

  private static final String SCOPE = "avro-serdes-test";
  private static final Map<String, Object> REGISTRY =
      Map.of("schema.registry.url", "mock://" + SCOPE);

  @AfterEach
  void forgetSchemas() {
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void everyRecord_comesBackAsItWas() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    var serdes = AvroSerdes.of(REGISTRY);
    var submitted = valid().setCohort("2026-autumn").setDurationMs(61_000L).build();
    var scored =
        AnswerScored.newBuilder()
            .setAnswerId(AnswerIds.of("dev", "/tests", "event-1"))
            .setAnswer(submitted)
            .setScorerVersion("1")
            .setRubricVersion("1")
            .setIngestedAt(NOW)
            .setScoredAt(NOW.plusMillis(7))
            .setStar(List.of(new StarPart(Part.ACTION, true, 0.5)))
            .setSentences(List.of(new Sentence(0, 41, Part.ACTION)))
            .setMetrics(List.of(new Metric(34, 40, MetricKind.MULTIPLIER, 0.5, null, true)))
            .setOutcomeMetric(true)
            .setKeyPoints(List.of(new KeyPointHit("names_the_tradeoff", true, new Span(1, 2))))
            .setMistakes(List.of(new Mistake("no_learning", Severity.MINOR, null, "Say it.")))
            .setStructure(0.5)
            .setContent(0.25)
            .setOverall(0.4)
            .setPassed(false)
            .setWordCount(8)
            .setCritique(new Critique("Headline.", "Fix.", 0.1, List.of("Note.")))
            .build();
    var rejected =
        AnswerRejected.newBuilder()
            .setRejectId(AnswerIds.ofReject(Stage.SCORING, "t", 0, 1, NOW, RejectReason.INVALID))
            .setStage(Stage.SCORING)
            .setReason(RejectReason.INVALID)
            .setDetail("2 broken rules")
            .setProblems(List.of(new Problem("text", "is blank")))
            .setTopic("t")
            .setPartition(0)
            .setOffset(1)
            .setRecordedAt(NOW)
            .setRejectedAt(NOW)
            .setPayload(ByteBuffer.wrap(new byte[] {0, 1, 2}))
            .build();

    assertThat(
            serdes
                .answerSubmitted()
                .deserializer()
                .deserialize(
                    "answers.submitted",
                    serdes
                        .answerSubmitted()
                        .serializer()
                        .serialize("answers.submitted", submitted)))
        .isEqualTo(submitted);
    assertThat(
            serdes
                .answerScored()
                .deserializer()
                .deserialize(
                    "answers.scored",
                    serdes.answerScored().serializer().serialize("answers.scored", scored)))
        .isEqualTo(scored);
    assertThat(
            serdes
                .answerRejected()
                .deserializer()
                .deserialize(
                    "answers.rejected",
                    serdes.answerRejected().serializer().serialize("answers.rejected", rejected)))
        .isEqualTo(rejected);
  }

  @Test
  void recordsAfterTheFirstOfASchema_areReadAlike() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    var serde = AvroSerdes.of(REGISTRY).answerSubmitted();

    for (var number = 0; number < 5; number++) {
      var submitted = valid().setEventId("event-" + number).setCohort("c" + number).build();
      var bytes = serde.serializer().serialize("answers.submitted", submitted);
      assertThat(serde.deserializer().deserialize("answers.submitted", bytes)).isEqualTo(submitted);
    }
  }

  @Test
  void laterSchemaWithAFieldMore_isReadBesideTheFirst() throws Exception {
    // Given
    var registry = MockSchemaRegistry.getClientForScope(SCOPE);
    SchemaRegistration.registerAll(registry);
    var first = AnswerSubmitted.getClassSchema();
    var fields =
        new ArrayList<>(
            first.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
    fields.add(0, new Schema.Field("mood", Schema.create(Schema.Type.STRING), null, "calm"));
    var later = Schema.createRecord(first.getName(), null, first.getNamespace(), false, fields);
    var laterId = registry.register("answers.submitted-value", new AvroSchema(later));
    var submitted = valid().build();
    var generic = new GenericData.Record(later);
    first
        .getFields()
        .forEach(field -> generic.put(field.name(), plain(submitted.get(field.pos()))));
    generic.put("mood", "tense");
    var out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(laterId).array());
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(later).write(generic, encoder);
    encoder.flush();
    var serde = AvroSerdes.of(REGISTRY).answerSubmitted();
    var bodies = AvroSerdes.of(REGISTRY).bodies(AnswerSubmitted.class);
    var ofTheFirst = serde.serializer().serialize("answers.submitted", submitted);
    var body = ByteBuffer.wrap(ofTheFirst, 5, ofTheFirst.length - 5);

    // When, Then
    for (var round = 0; round < 3; round++) {
      assertThat(serde.deserializer().deserialize("answers.submitted", ofTheFirst))
          .isEqualTo(submitted);
      assertThat(serde.deserializer().deserialize("answers.submitted", out.toByteArray()))
          .isEqualTo(submitted);
      assertThat(bodies.deserialize("answers.submitted", ofTheFirst)).isEqualTo(body);
      assertThat(bodies.deserialize("answers.submitted", out.toByteArray())).isEqualTo(body);
      // After the first the bytes are handed on as they came.
      assertThat(bodies.deserialize("answers.submitted", ofTheFirst).array() == ofTheFirst)
          .isEqualTo(true);
    }
  }

  /** As the generic writer wants it, which knows no logical types. */
  private static Object plain(Object value) {
    if (value instanceof Instant time) {
      return time.toEpochMilli();
    }
    return value instanceof Enum<?> constant
        ? new GenericData.EnumSymbol(AnswerSubmitted.getClassSchema(), constant.name())
        : value;
  }

  @Test
  void bytesThatAreNoRecord_areRefusedBeforeAndAfterTheFirst() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    var serde = AvroSerdes.of(REGISTRY).answerSubmitted();
    var whole = serde.serializer().serialize("answers.submitted", valid().build());
    var broken =
        List.of(
            new byte[0],
            new byte[] {0, 0},
            Arrays.copyOf(whole, 5),
            Arrays.copyOf(whole, whole.length / 2),
            new byte[] {0, 0, 0, 127, 127, 1, 2, 3},
            "no Avro".getBytes(UTF_8));

    var before = broken.stream().map(bytes -> failure(serde, bytes)).toList();
    assertThat(serde.deserializer().deserialize("answers.submitted", whole)).isNotNull();
    assertThat(broken.stream().map(bytes -> failure(serde, bytes)).toList()).isEqualTo(before);
    assertThat(before).doesNotContainNull().anyMatch(SerializationException.class::equals);
    assertThat(serde.deserializer().deserialize("answers.submitted", whole)).isNotNull();
    assertThat(serde.deserializer().deserialize("answers.submitted", null)).isNull();
    var bodies = AvroSerdes.of(REGISTRY).bodies(AnswerSubmitted.class);
    for (var i = 0; i < broken.size(); i++) {
      var bytes = broken.get(i);
      assertThatThrownBy(() -> bodies.rewritten("answers.submitted", bytes))
          .isInstanceOf(before.get(i));
    }
  }

  private static Class<?> failure(Serde<?> serde, byte[] bytes) {
    return catchThrowable(() -> serde.deserializer().deserialize("answers.submitted", bytes))
        .getClass();
  }

  @Test
  void schemaThatNobodyRegistered_isNotRegisteredByTheWay() {
    var serializer = AvroSerdes.of(REGISTRY).answerSubmitted().serializer();

    assertThatThrownBy(() -> serializer.serialize("answers.submitted", valid().build()))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(
            () ->
                MockSchemaRegistry.getClientForScope(SCOPE)
                    .getLatestSchemaMetadata("answers.submitted-value"))
        .isInstanceOf(RestClientException.class);
  }

  @Test
  void registeredSchemas_sayNothingAboutJava() {
    assertThat(Topics.ALL)
        .allSatisfy(
            topic -> assertThat(topic.valueSchema().toString()).doesNotContain("avro.java"));
  }
}
