package dev.starstream.scoring.stream;

import dev.starstream.events.RejectReason;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Scores. The scorer never throws on text; should it do so all the same, that one answer is
 * rejected, to be replayed once the scorer is mended, and its neighbours are scored.
 */
final class Score extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  private final BiFunction<Answer, Optional<Question>, Scorecard> scorer;

  Score(BiFunction<Answer, Optional<Question>, Scorecard> scorer) {
    this.scorer = scorer;
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    context()
        .forward(
            record.value() instanceof Step.Valid valid
                ? record.withValue(scored(record, valid))
                : record);
  }

  private Step scored(FixedKeyRecord<byte[], Step> record, Step.Valid valid) {
    var answer = valid.answer();
    try {
      var scorecard = scorer.apply(ScoredAnswers.answer(answer), valid.question());
      return new Step.Scored(
          valid.payload(),
          ScoredAnswers.scored(
              answer,
              valid.question(),
              scorecard,
              Instant.ofEpochMilli(record.timestamp()),
              Instant.ofEpochMilli(context().currentSystemTimeMs())));
    } catch (RuntimeException e) {
      return Rejects.of(
          context(),
          record,
          valid.payload(),
          Optional.of(answer),
          RejectReason.UNPROCESSABLE,
          "the scorer failed: " + failure(e),
          List.of());
    }
  }

  /** Type and place, and not the message, which might quote the text. */
  static String failure(Exception e) {
    var trace = e.getStackTrace();
    return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
