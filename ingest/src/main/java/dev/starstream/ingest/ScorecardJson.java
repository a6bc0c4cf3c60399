package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Level;
import dev.starstream.events.Metric;
import dev.starstream.events.Mistake;
import dev.starstream.events.Span;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * A scored answer as the JSON of {@code GET /v1/answers/{answerId}}: the only place where its shape
 * stands. Names are those of {@code starstream score} where it has them; ranges are half open, in
 * UTF-16 characters of the answer's text, which is not part of it. What was not given is null.
 *
 * <p>Once an answer's text has expired, its critique and what quotes the text are gone with it:
 * {@code critique} is null, {@code sentences} and {@code metrics} are empty, evidence and advice
 * are missing.
 */
final class ScorecardJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_CHARS = 4096;

  /** The scorecard, without line ends. */
  static String of(AnswerScored scored) {
    var text = new StringWriter(USUAL_CHARS);
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      writeAnswer(json, scored);
      writeScores(json, scored);
      writeStar(json, scored);
      writeMetrics(json, scored);
      writeKeyPoints(json, scored);
      writeMistakes(json, scored);
      writeSentences(json, scored);
      writeCritique(json, scored);
      json.writeStringField("scorerVersion", scored.getScorerVersion());
      json.writeStringField("rubricVersion", scored.getRubricVersion());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON in memory", e);
    }
    return text.toString();
  }

  private static void writeAnswer(JsonGenerator json, AnswerScored scored) throws IOException {
    var answer = scored.getAnswer();
    json.writeStringField("answerId", scored.getAnswerId().toString());
    json.writeStringField("id", answer.getEventId());
    json.writeStringField("status", "scored");
    json.writeStringField("scoredAt", scored.getScoredAt().toString());
    json.writeStringField("questionId", answer.getQuestionId());
    json.writeStringField("company", answer.getCompany());
    json.writeStringField(
        "level", answer.getLevel() == Level.UNSPECIFIED ? null : word(answer.getLevel()));
  }

  private static void writeScores(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeNumberField("overall", scored.getOverall());
    json.writeNumberField("structure", scored.getStructure());
    json.writeNumberField("content", scored.getContent());
    writeNumber(json, "delivery", scored.getDelivery());
    json.writeBooleanField("passed", scored.getPassed());
  }

  private static void writeStar(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeObjectFieldStart("star");
    for (var part : scored.getStar()) {
      json.writeObjectFieldStart(word(part.getPart()));
      json.writeBooleanField("present", part.getPresent());
      json.writeNumberField("share", part.getShare());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeMetrics(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeArrayFieldStart("metrics");
    for (Metric metric : scored.getMetrics()) {
      json.writeStartObject();
      json.writeNumberField("start", metric.getStart());
      json.writeNumberField("end", metric.getEnd());
      json.writeStringField("kind", word(metric.getKind()));
      writeNumber(json, "value", metric.getValue());
      json.writeStringField("unit", metric.getUnit());
      json.writeBooleanField("outcome", metric.getOutcome());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("outcomeMetric", scored.getOutcomeMetric());
  }

  private static void writeKeyPoints(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeArrayFieldStart("keyPoints");
    for (KeyPointHit point : scored.getKeyPoints()) {
      json.writeStartObject();
      json.writeStringField("id", point.getId());
      json.writeBooleanField("covered", point.getCovered());
      writeEvidence(json, point.getEvidence());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeMistakes(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeArrayFieldStart("mistakes");
    for (Mistake mistake : scored.getMistakes()) {
      json.writeStartObject();
      json.writeStringField("id", mistake.getId());
      json.writeStringField("severity", word(mistake.getSeverity()));
      writeEvidence(json, mistake.getEvidence());
      if (!mistake.getAdvice().isEmpty()) {
        json.writeStringField("advice", mistake.getAdvice());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSentences(JsonGenerator json, AnswerScored scored) throws IOException {
    json.writeArrayFieldStart("sentences");
    for (var sentence : scored.getSentences()) {
      json.writeStartObject();
      json.writeNumberField("start", sentence.getStart());
      json.writeNumberField("end", sentence.getEnd());
      json.writeStringField("part", word(sentence.getPart()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCritique(JsonGenerator json, AnswerScored scored) throws IOException {
    var critique = scored.getCritique();
    if (critique.getHeadline().isEmpty()) {
      json.writeNullField("critique");
      return;
    }
    json.writeObjectFieldStart("critique");
    json.writeStringField("headline", critique.getHeadline());
    json.writeStringField("fixFirst", critique.getFixFirst());
    json.writeNumberField("fixGain", critique.getFixGain());
    json.writeArrayFieldStart("notes");
    for (var note : critique.getNotes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeEvidence(JsonGenerator json, Span evidence) throws IOException {
    if (evidence != null) {
      json.writeArrayFieldStart("evidence");
      json.writeNumber(evidence.getStart());
      json.writeNumber(evidence.getEnd());
      json.writeEndArray();
    }
  }

  private static void writeNumber(JsonGenerator json, String name, Double value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private ScorecardJson() {}
}
