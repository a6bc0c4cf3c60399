package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;
import static dev.starstream.aggregates.Columns.orEmpty;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Metric;
import dev.starstream.events.Mistake;
import dev.starstream.events.Sentence;
import dev.starstream.events.Span;
import dev.starstream.schemas.CandidateKey;
import java.util.List;

/** Text and critique of a scored answer as a row of {@code answer_texts}. */
final class AnswerTextRow implements RowMapping<AnswerScored> {

  private static final List<Column> COLUMNS =
      Column.list(
          "tenant_id LowCardinality(String)",
          "answer_id UUID",
          "candidate_key UInt64",
          "scorer_version LowCardinality(String)",
          "submitted_at DateTime64(3, 'UTC')",
          "ingested_at DateTime64(3, 'UTC')",
          "question_text String",
          "text String",
          "headline String",
          "fix_first String",
          "fix_gain Float64",
          "notes Array(String)",
          "sentence_parts Array(Tuple(start UInt32, end UInt32, part Enum8("
              + "'none' = 0, 'situation' = 1, 'task' = 2, 'action' = 3, 'result' = 4, 'learning' = 5)))",
          "metric_spans Array(Tuple(start UInt32, end UInt32, kind Enum8("
              + "'other' = 0, 'percent' = 1, 'money' = 2, 'duration' = 3, 'count' = 4,"
              + " 'multiplier' = 5, 'delta' = 6, 'score' = 7), value Nullable(Float64), unit String, outcome Bool))",
          "key_point_spans Array(Tuple(id String, covered Bool, start UInt32, end UInt32))",
          "mistake_spans Array(Tuple(id String, severity Enum8("
              + "'minor' = 0, 'major' = 1, 'critical' = 2), start UInt32, end UInt32, advice String))",
          "_topic_id UUID",
          "_partition UInt32",
          "_offset UInt64");

  @Override
  public String table() {
    return "answer_texts";
  }

  @Override
  public List<Column> columns() {
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
    row.array(scored.getSentences(), AnswerTextRow::writeSentence);
    row.array(scored.getMetrics(), AnswerTextRow::writeMetric);
    row.array(scored.getKeyPoints(), AnswerTextRow::writeKeyPoint);
    row.array(scored.getMistakes(), AnswerTextRow::writeMistake);
    origin.write(row);
  }

  private static void writeSentence(Sentence sentence, RowBuffer row) {
    row.uint32(sentence.getStart());
    row.uint32(sentence.getEnd());
    row.uint8(
        switch (sentence.getPart()) {
          case NONE -> 0;
          case SITUATION -> 1;
          case TASK -> 2;
          case ACTION -> 3;
          case RESULT -> 4;
          case LEARNING -> 5;
        });
  }

  private static void writeMetric(Metric metric, RowBuffer row) {
    row.uint32(metric.getStart());
    row.uint32(metric.getEnd());
    row.uint8(
        switch (metric.getKind()) {
          case OTHER -> 0;
          case PERCENT -> 1;
          case MONEY -> 2;
          case DURATION -> 3;
          case COUNT -> 4;
          case MULTIPLIER -> 5;
          case DELTA -> 6;
          case SCORE -> 7;
        });
    row.isNull(metric.getValue() == null);
    if (metric.getValue() != null) {
      row.float64(metric.getValue());
    }
    row.string(orEmpty(metric.getUnit()));
    row.bool(metric.getOutcome());
  }

  private static void writeKeyPoint(KeyPointHit keyPoint, RowBuffer row) {
    row.string(keyPoint.getId());
    row.bool(keyPoint.getCovered());
    writeEvidence(keyPoint.getEvidence(), row);
  }

  private static void writeMistake(Mistake mistake, RowBuffer row) {
    row.string(mistake.getId());
    row.uint8(
        switch (mistake.getSeverity()) {
          case MINOR -> 0;
          case MAJOR -> 1;
          case CRITICAL -> 2;
        });
    writeEvidence(mistake.getEvidence(), row);
    row.string(mistake.getAdvice());
  }

  private static void writeEvidence(Span evidence, RowBuffer row) {
    row.uint32(evidence == null ? 0 : evidence.getStart());
    row.uint32(evidence == null ? 0 : evidence.getEnd());
  }
}
