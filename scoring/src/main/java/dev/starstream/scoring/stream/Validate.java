package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AnswerRules;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Rejects an answer that breaks a rule, and gives its company the catalogue's id. The edge checks
 * the same rules; publishers that write to Kafka directly meet them here.
 */
final class Validate extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  private final QuestionCatalogue catalogue;

  Validate(QuestionCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    context()
        .forward(
            record.value() instanceof Step.Pending pending
                ? record.withValue(validated(record, pending))
                : record);
  }

  private Step validated(FixedKeyRecord<byte[], Step> record, Step.Pending pending) {
    var now = Instant.ofEpochMilli(context().currentSystemTimeMs());
    var problems = AnswerRules.problems(pending.answer(), catalogue, now);
    if (!problems.isEmpty()) {
      return Rejects.of(
          context(),
          record,
          pending.payload(),
          Optional.of(pending.answer()),
          reason(problems),
          problems.stream()
              .map(problem -> problem.getField() + " " + problem.getDetail())
              .collect(Collectors.joining("; ")),
          problems);
    }
    return new Step.Pending(pending.payload(), withCompanyId(pending.answer()));
  }

  /** An unknown question alone can be mended by adding the question; anything else cannot. */
  private static RejectReason reason(List<Problem> problems) {
    return problems.size() == 1 && problems.get(0).getField().equals("question_id")
        ? RejectReason.UNKNOWN_QUESTION
        : RejectReason.INVALID;
  }

  private AnswerSubmitted withCompanyId(AnswerSubmitted answer) {
    if (answer.getCompany() == null) {
      return answer;
    }
    var id = catalogue.companyId(answer.getCompany());
    return id.equals(answer.getCompany())
        ? answer
        : AnswerSubmitted.newBuilder(answer).setCompany(id).build();
  }
}
