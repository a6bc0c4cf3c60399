package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;
import static dev.starstream.aggregates.Columns.orEmpty;
import static dev.starstream.aggregates.Columns.word;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Metric;
import dev.starstream.events.Mistake;
import dev.starstream.events.Sentence;
import dev.starstream.events.Span;
import dev.starstream.schemas.CandidateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Text and critique of a scored answer as a row of {@code answer_texts}. */
final class AnswerTextRow implements RowMapping<AnswerScored> {

  private static final List<String> COLUMNS =
      List.of(
          "tenant_id",
          "answer_id",
          "candidate_key",
          "scorer_version",
          "submitted_at",
          "ingested_at",
          "question_text",
          "text",
          "headline",
          "fix_first",
          "fix_gain",
          "notes",
          "sentences",
          "metrics",
          "key_points",
          "mistakes",
          "_topic_id",
          "_partition",
          "_offset");

  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String table() {
    return "answer_texts";
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  @Override
  public int partition(AnswerScored scored) {
    return Columns.day("ingested_at", scored.getIngestedAt());
  }

  @Override
  public void write(AnswerScored scored, Origin origin, RowBuffer row) {
    var answer = scored.getAnswer();
    var critique = scored.getCritique();
    row.string(answer.getTenantId());
    row.uuid(scored.getAnswerId());
    row.int64(CandidateKey.of(answer.getTenantId(), answer.getCandidateRef()));
    row.string(scored.getScorerVersion());
    row.int64(millis("submitted_at", answer.getSubmittedAt()));
    row.int64(millis("ingested_at", scored.getIngestedAt()));
    row.string(orEmpty(answer.getQuestionText()));
    row.string(answer.getText());
    row.string(critique.getHeadline());
    row.string(critique.getFixFirst());
    row.float64(critique.getFixGain());
    row.strings(critique.getNotes());
    writeArray(scored.getSentences(), AnswerTextRow::writeSentence, row);
    writeArray(scored.getMetrics(), AnswerTextRow::writeMetric, row);
    writeArray(scored.getKeyPoints(), AnswerTextRow::writeKeyPoint, row);
    writeArray(scored.getMistakes(), AnswerTextRow::writeMistake, row);
    origin.write(row);
  }

  private interface ElementWriter<E> {
    void write(E element, JsonGenerator json) throws IOException;
  }

  private static <E> void writeArray(List<E> elements, ElementWriter<E> writer, RowBuffer row) {
    var bytes = new ByteArrayBuilder();
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (var element : elements) {
        json.writeStartObject();
        writer.write(element, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory does not fail", e);
    }
    row.bytes(bytes.toByteArray());
  }

  private static void writeSentence(Sentence sentence, JsonGenerator json) throws IOException {
    json.writeNumberField("start", sentence.getStart());
    json.writeNumberField("end", sentence.getEnd());
    json.writeStringField("part", word(sentence.getPart()));
  }

  private static void writeMetric(Metric metric, JsonGenerator json) throws IOException {
    json.writeNumberField("start", metric.getStart());
    json.writeNumberField("end", metric.getEnd());
    json.writeStringField("kind", word(metric.getKind()));
    if (metric.getValue() == null) {
      json.writeNullField("value");
    } else {
      json.writeNumberField("value", metric.getValue());
    }
    json.writeStringField("unit", metric.getUnit());
    json.writeBooleanField("outcome", metric.getOutcome());
  }

  private static void writeKeyPoint(KeyPointHit keyPoint, JsonGenerator json) throws IOException {
    json.writeStringField("id", keyPoint.getId());
    json.writeBooleanField("covered", keyPoint.getCovered());
    writeEvidence(keyPoint.getEvidence(), json);
  }

  private static void writeMistake(Mistake mistake, JsonGenerator json) throws IOException {
    json.writeStringField("id", mistake.getId());
    json.writeStringField("severity", word(mistake.getSeverity()));
    writeEvidence(mistake.getEvidence(), json);
    json.writeStringField("advice", mistake.getAdvice());
  }

  private static void writeEvidence(Span evidence, JsonGenerator json) throws IOException {
    if (evidence == null) {
      json.writeNullField("evidence");
      return;
    }
    json.writeObjectFieldStart("evidence");
    json.writeNumberField("start", evidence.getStart());
    json.writeNumberField("end", evidence.getEnd());
    json.writeEndObject();
  }
}
