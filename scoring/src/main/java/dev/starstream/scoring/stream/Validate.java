package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AnswerRules;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.schemas.catalogue.Questions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;

/**
 * Rejects an answer that breaks a rule, finds the question that it is about, and gives its company
 * the catalogue's id. The edge checks the same rules; publishers that write to Kafka directly meet
 * them here. The platforms' questions are read by every instance on its own, some milliseconds
 * after they were written: a young answer waits for its question.
 */
final class Validate extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  /** By {@link dev.starstream.schemas.Topics#questionKey}. */
  static final String STORE = "questions";

  private final QuestionCatalogue catalogue;
  private final OwnQuestions own;
  private final QuestionWait wait;
  private Questions questions;

  Validate(QuestionCatalogue catalogue, OwnQuestions own, QuestionWait wait) {
    this.catalogue = catalogue;
    this.own = own;
    this.wait = wait;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Step> context) {
    super.init(context);
    TimestampedKeyValueStore<String, byte[]> store = context.getStateStore(STORE);
    questions =
        own.in(
            key -> {
              var stored = store.get(key);
              return stored == null ? null : stored.value();
            });
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
    var found = new Found(question(pending.answer(), record.timestamp()), questions);
    var problems = AnswerRules.problems(pending.answer(), found, now);
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
    return new Step.Valid(pending.payload(), withCompanyId(pending.answer()), found.question());
  }

  private Optional<Question> question(AnswerSubmitted answer, long timestamp) {
    var tenant = answer.getTenantId();
    var id = answer.getQuestionId();
    if (id == null) {
      return Optional.empty();
    }
    var question = questions.question(tenant, id);
    var age = context().currentSystemTimeMs() - timestamp;
    if (question.isPresent() || age >= QuestionWait.YOUNG.toMillis()) {
      return question;
    }
    wait.until(() -> questions.question(tenant, id).isPresent());
    return questions.question(tenant, id);
  }

  /** What was found for one answer, so that the rules and the score are about the same question. */
  private record Found(Optional<Question> question, Questions all) implements Questions {
    @Override
    public Optional<Question> question(String tenantId, String questionId) {
      return question;
    }

    @Override
    public Optional<String> nearestId(String tenantId, String wrongId) {
      return all.nearestId(tenantId, wrongId);
    }
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
