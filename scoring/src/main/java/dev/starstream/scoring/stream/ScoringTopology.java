package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/** The way of an answer from {@code answers.submitted}, in one method. */
public final class ScoringTopology {

  /**
   * Builds the topology. It writes to Kafka only; the same record gives the same outcome, whatever
   * thread or instance it meets.
   *
   * @param scorer the pure scorer
   * @param duplicateRetention how long an answer id is remembered
   * @param properties settings of Kafka Streams that shape the topology
   */
  public static Topology build(
      BiFunction<Answer, Optional<Question>, Scorecard> scorer,
      QuestionCatalogue catalogue,
      AvroSerdes serdes,
      Duration duplicateRetention,
      Properties properties) {
    var bytes = Serdes.ByteArray();
    var builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.windowStoreBuilder(
            Stores.persistentWindowStore(
                Deduplicate.STORE, duplicateRetention, duplicateRetention, false),
            Serdes.String(),
            bytes));

    builder.stream(
            Topics.ANSWERS_SUBMITTED.name(), Consumed.with(bytes, bytes).withName("submitted"))
        .processValues(
            () -> new Decode(serdes.answerSubmitted().deserializer()), Named.as("decode"))
        .processValues(() -> new Validate(catalogue), Named.as("validate"))
        .processValues(() -> new Score(scorer, catalogue), Named.as("score"))
        .processValues(
            () -> new Deduplicate(duplicateRetention), Named.as("deduplicate"), Deduplicate.STORE)
        .split(Named.as("outcome-"))
        .branch(
            (key, step) -> step instanceof Step.Scored,
            Branched.<byte[], Step>withConsumer(
                    scored ->
                        scored
                            .map(
                                (key, step) -> keyedByCandidate(((Step.Scored) step).scored()),
                                Named.as("key-by-candidate"))
                            .to(
                                Topics.ANSWERS_SCORED.name(),
                                Produced.with(bytes, serdes.answerScored()).withName("scored")))
                .withName("scored"))
        .branch(
            (key, step) -> step instanceof Step.Rejected,
            Branched.<byte[], Step>withConsumer(
                    rejected ->
                        rejected
                            .mapValues(ScoringTopology::reject, Named.as("unwrap-reject"))
                            .to(
                                Topics.ANSWERS_REJECTED.name(),
                                Produced.with(bytes, serdes.answerRejected()).withName("rejected")))
                .withName("rejected"))
        .noDefaultBranch();

    return builder.build(properties);
  }

  /** A direct publisher may have used another key; from here on a candidate's answers are one. */
  private static KeyValue<byte[], AnswerScored> keyedByCandidate(AnswerScored scored) {
    var key = Topics.key(scored.getAnswer().getTenantId(), scored.getAnswer().getCandidateRef());
    return KeyValue.pair(key.getBytes(StandardCharsets.UTF_8), scored);
  }

  private static AnswerRejected reject(Step step) {
    return ((Step.Rejected) step).reject();
  }

  private ScoringTopology() {}
}
