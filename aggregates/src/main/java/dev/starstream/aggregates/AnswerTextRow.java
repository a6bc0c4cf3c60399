package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;

import dev.starstream.aggregates.ScoredRecord.KeyPoint;
import dev.starstream.aggregates.ScoredRecord.Metric;
import dev.starstream.aggregates.ScoredRecord.Mistake;
import dev.starstream.aggregates.ScoredRecord.Sentence;
import dev.starstream.aggregates.ScoredRecord.Span;
import java.util.List;

/** Text and critique of a scored answer as a row of {@code answer_texts}. */
final class AnswerTextRow implements RowMapping<ScoredRecord> {

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
  public int partition(ScoredRecord scored) {
    return Columns.day("ingested_at", scored.ingestedAt);
  }

  @Override
  public void write(ScoredRecord scored, Origin origin, RowBuffer row) {
    row.string(scored.tenantId);
    row.uuid(scored.id());
    row.int64(scored.candidateKey());
    row.string(scored.scorerVersion);
    row.int64(millis("submitted_at", scored.submittedAt));
    row.int64(millis("ingested_at", scored.ingestedAt));
    row.string(scored.questionText);
    row.string(scored.text);
    row.string(scored.headline);
    row.string(scored.fixFirst);
    row.float64(scored.fixGain);
    row.array(scored.notes, (note, element) -> element.string(note));
    row.array(scored.sentences, AnswerTextRow::writeSentence);
    row.array(scored.metrics, AnswerTextRow::writeMetric);
    row.array(scored.keyPoints, AnswerTextRow::writeKeyPoint);
    row.array(scored.mistakes, AnswerTextRow::writeMistake);
    origin.write(row);
  }

  private static void writeSentence(Sentence sentence, RowBuffer row) {
    row.uint32(sentence.start);
    row.uint32(sentence.end);
    row.uint8(
        switch (sentence.part) {
          case NONE -> 0;
          case SITUATION -> 1;
          case TASK -> 2;
          case ACTION -> 3;
          case RESULT -> 4;
          case LEARNING -> 5;
        });
  }

  private static void writeMetric(Metric metric, RowBuffer row) {
    row.uint32(metric.start);
    row.uint32(metric.end);
    row.uint8(
        switch (metric.kind) {
          case OTHER -> 0;
          case PERCENT -> 1;
          case MONEY -> 2;
          case DURATION -> 3;
          case COUNT -> 4;
          case MULTIPLIER -> 5;
          case DELTA -> 6;
          case SCORE -> 7;
        });
    row.isNull(!metric.hasValue);
    if (metric.hasValue) {
      row.float64(metric.value);
    }
    row.string(metric.unit);
    row.bool(metric.outcome);
  }

  private static void writeKeyPoint(KeyPoint keyPoint, RowBuffer row) {
    row.string(keyPoint.id);
    row.bool(keyPoint.covered);
    writeEvidence(keyPoint.evidence, row);
  }

  private static void writeMistake(Mistake mistake, RowBuffer row) {
    row.string(mistake.id);
    row.uint8(
        switch (mistake.severity) {
          case MINOR -> 0;
          case MAJOR -> 1;
          case CRITICAL -> 2;
        });
    writeEvidence(mistake.evidence, row);
    row.string(mistake.advice);
  }

  private static void writeEvidence(Span evidence, RowBuffer row) {
    row.uint32(evidence.start);
    row.uint32(evidence.end);
  }
}
