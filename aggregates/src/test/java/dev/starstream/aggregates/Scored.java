package dev.starstream.aggregates;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Level;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Modality;
import dev.starstream.events.Part;
import dev.starstream.events.Sentence;
import dev.starstream.events.Severity;
import dev.starstream.events.Span;
import dev.starstream.events.StarPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Scored answers for tests: {@link #full} has every field, {@link #bare} only what must be. */
final class Scored {

  static AnswerSubmitted.Builder fullAnswer() {
    return AnswerSubmitted.newBuilder()
        .setEventId("event-1")
        .setSource("coach")
        .setTenantId("dev")
        .setCandidateRef("candidate-1")
        .setCohort("autumn")
        .setQuestionId("quality_bar")
        .setCompany("netflix")
        .setRole("backend engineer")
        .setLevel(Level.SENIOR)
        .setAttemptNo(2)
        .setLanguage("en-GB")
        .setModality(Modality.TRANSCRIPT)
        .setText("I halved the queue: 40 → 20 minutes.")
        .setDurationMs(61_000L)
        .setSubmittedAt(Instant.parse("2026-10-31T22:30:00.123Z"))
        .setUtcOffsetMinutes(120);
  }

  static AnswerScored.Builder full() {
    return AnswerScored.newBuilder()
        .setAnswerId(UUID.fromString("01234567-89ab-5def-8123-456789abcdef"))
        .setAnswer(fullAnswer().build())
        .setCategory("ownership")
        .setScorerVersion("1.0.0")
        .setRubricVersion("7")
        .setIngestedAt(Instant.parse("2026-11-01T00:00:01Z"))
        .setScoredAt(Instant.parse("2026-11-01T00:00:01.040Z"))
        .setStar(
            List.of(
                part(Part.SITUATION, false, 0),
                part(Part.TASK, false, 0),
                part(Part.ACTION, true, 0.5),
                part(Part.RESULT, true, 0.5),
                part(Part.LEARNING, false, 0)))
        .setSentences(List.of(sentence(0, 36, Part.ACTION)))
        .setMetrics(
            List.of(
                Metric.newBuilder()
                    .setStart(20)
                    .setEnd(35)
                    .setKind(MetricKind.DELTA)
                    .setValue(20.0)
                    .setUnit("minute")
                    .setOutcome(true)
                    .build(),
                Metric.newBuilder()
                    .setStart(20)
                    .setEnd(22)
                    .setKind(MetricKind.OTHER)
                    .setOutcome(false)
                    .build()))
        .setOutcomeMetric(true)
        .setKeyPoints(
            List.of(
                KeyPointHit.newBuilder()
                    .setId("names_the_bar")
                    .setCovered(true)
                    .setEvidence(new Span(0, 18))
                    .build(),
                KeyPointHit.newBuilder().setId("says_why").setCovered(false).build()))
        .setCompanyFocus(true)
        .setLevelFit(false)
        .setMistakes(
            List.of(
                mistake("no_situation", Severity.CRITICAL),
                mistake("no_learning", Severity.MINOR),
                // Found twice, as a question's own mistake may be: one mistake of the answer.
                mistake("no_situation", Severity.MAJOR)))
        .setStructure(0.25)
        .setContent(0.75)
        .setDelivery(1.0)
        .setOverall(0.625)
        .setPassed(true)
        .setWordCount(8)
        .setCritique(
            Critique.newBuilder()
                .setHeadline("A measured result.")
                .setFixFirst("Say \"where\" this was.")
                .setFixGain(0.125)
                .setNotes(List.of("Good number.", "Short."))
                .build());
  }

  /** As the sink reads its bytes. */
  static ScoredRecord read(AnswerScored scored) {
    var fields = new ScoredRecord();
    fields.read(encoded(scored));
    return fields;
  }

  /** Avro's binary encoding. */
  static ByteBuffer encoded(AnswerScored scored) {
    var out = new ByteArrayOutputStream();
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<>(AnswerScored.class).write(scored, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  static AnswerScored bare() {
    return full()
        .setAnswer(
            AnswerSubmitted.newBuilder()
                .setEventId("event-2")
                .setTenantId("dev")
                .setCandidateRef("candidate-2")
                .setQuestionText("Why us?")
                .setText("Hm.")
                .setSubmittedAt(Instant.parse("2026-10-31T23:30:00Z"))
                .setUtcOffsetMinutes(-90)
                .build())
        .setCategory("")
        .setStar(List.of())
        .setSentences(List.of())
        .setMetrics(List.of())
        .setOutcomeMetric(false)
        .setKeyPoints(List.of())
        .setCompanyFocus(null)
        .setLevelFit(null)
        .setMistakes(List.of())
        .setDelivery(null)
        .setCritique(
            Critique.newBuilder()
                .setHeadline("")
                .setFixFirst("")
                .setFixGain(0)
                .setNotes(List.of())
                .build())
        .build();
  }

  private static StarPart part(Part part, boolean present, double share) {
    return StarPart.newBuilder().setPart(part).setPresent(present).setShare(share).build();
  }

  private static Sentence sentence(int start, int end, Part part) {
    return Sentence.newBuilder().setStart(start).setEnd(end).setPart(part).build();
  }

  private static Mistake mistake(String id, Severity severity) {
    return Mistake.newBuilder()
        .setId(id)
        .setSeverity(severity)
        .setEvidence(id.equals("no_learning") ? null : new Span(0, 18))
        .setAdvice("Begin with where this was.")
        .build();
  }

  private Scored() {}
}
