package dev.starstream.scoring.stream;

import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/** The way of an answer from {@code answers.submitted}, in one class. */
public final class ScoringTopology {

  /** Part of the repartition topic's name: what has one answer id is in one of its partitions. */
  static final String ANSWERS_BY_ID = "answers-by-id";

  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final BiFunction<Answer, Optional<Question>, Scorecard> scorer;
  private final QuestionCatalogue catalogue;
  private final AvroSerdes serdes;
  private final int partitions;
  private final StreamsBuilder builder = new StreamsBuilder();

  private ScoringTopology(
      BiFunction<Answer, Optional<Question>, Scorecard> scorer,
      QuestionCatalogue catalogue,
      AvroSerdes serdes,
      int partitions) {
    this.scorer = scorer;
    this.catalogue = catalogue;
    this.serdes = serdes;
    this.partitions = partitions;
  }

  /**
   * Builds the topology. It writes to Kafka only; the same record gives the same outcome, whatever
   * thread or instance it meets.
   *
   * @param scorer the pure scorer
   * @param partitions how many {@code answers.submitted} has
   * @param duplicateRetention how long an answer id is remembered
   * @param properties settings of Kafka Streams that shape the topology
   */
  public static Topology build(
      BiFunction<Answer, Optional<Question>, Scorecard> scorer,
      QuestionCatalogue catalogue,
      AvroSerdes serdes,
      int partitions,
      Duration duplicateRetention,
      Properties properties) {
    var topology = new ScoringTopology(scorer, catalogue, serdes, partitions);
    var answers = topology.scored(topology.atHome(topology.submitted()));
    topology.outcomes(topology.once(answers, duplicateRetention));
    return topology.builder.build(properties);
  }

  /** Counts repeats as often as they come: for a benchmark of what deduplication costs. */
  static Topology buildWithoutDeduplication(
      BiFunction<Answer, Optional<Question>, Scorecard> scorer,
      QuestionCatalogue catalogue,
      AvroSerdes serdes,
      Properties properties) {
    var topology = new ScoringTopology(scorer, catalogue, serdes, 1);
    topology.outcomes(topology.scored(topology.decoded(topology.submitted(), "decode")));
    return topology.builder.build(properties);
  }

  private KStream<byte[], byte[]> submitted() {
    return builder.stream(
        Topics.ANSWERS_SUBMITTED.name(), Consumed.with(BYTES, BYTES).withName("submitted"));
  }

  private KStream<byte[], Step> decoded(KStream<byte[], byte[]> records, String name) {
    return records.processValues(
        () -> new Decode(serdes.answerSubmitted().deserializer()), Named.as(name));
  }

  /**
   * Whoever sends an id, under whatever key and to whatever partition: it meets itself. What stands
   * in the partition of its id goes straight on; only the rest takes the repartition topic.
   */
  private KStream<byte[], Step> atHome(KStream<byte[], byte[]> submitted) {
    var placed =
        decoded(submitted, "decode")
            .processValues(() -> new FindHome(partitions), Named.as("find-home"))
            .split(Named.as("found-"))
            .branch((key, step) -> step instanceof Step.Away, Branched.as("away"))
            .defaultBranch(Branched.as("home"));
    var carried =
        placed
            .get("found-away")
            .process(KeyById::new, Named.as("key-by-id"))
            .repartition(
                Repartitioned.with(BYTES, BYTES)
                    .withName(ANSWERS_BY_ID)
                    .withNumberOfPartitions(partitions));
    return placed.get("found-home").merge(decoded(carried, "decode-carried"), Named.as("at-home"));
  }

  private KStream<byte[], Step> scored(KStream<byte[], Step> answers) {
    wholeTopic(Topics.CANDIDATES_ERASED, "candidates-erased", RefuseErased.STORE);
    wholeTopic(Topics.QUESTIONS, "questions", Validate.STORE);
    var own = new OwnQuestions(catalogue, serdes);
    var wait = new QuestionWait();
    return answers
        .processValues(RefuseErased::new, Named.as("refuse-erased"))
        .processValues(() -> new Validate(catalogue, own, wait), Named.as("validate"))
        .processValues(() -> new Score(scorer), Named.as("score"));
  }

  /** What every instance reads whole before it begins, and then beside the answers. */
  private void wholeTopic(Topics.Topic topic, String name, String store) {
    builder.globalTable(
        topic.name(),
        Consumed.with(Serdes.String(), BYTES).withName(name),
        Materialized.<String, byte[]>as(Stores.inMemoryKeyValueStore(store))
            .withKeySerde(Serdes.String())
            // A global table has no dead letters: what is not read cannot be undecodable.
            .withValueSerde(BYTES));
  }

  private KStream<byte[], Step> once(KStream<byte[], Step> answers, Duration retention) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(Deduplicate.STORE), Serdes.Bytes(), BYTES));
    return answers.processValues(
        () -> new Deduplicate(retention), Named.as("deduplicate"), Deduplicate.STORE);
  }

  private void outcomes(KStream<byte[], Step> outcomes) {
    outcomes
        .split(Named.as("outcome-"))
        .branch(
            (key, step) -> step instanceof Step.Scored,
            Branched.<byte[], Step>withConsumer(
                    scored ->
                        scored
                            .process(() -> Encode.scored(serdes), Named.as("encode-score"))
                            .to(
                                Topics.ANSWERS_SCORED.name(),
                                Produced.with(BYTES, BYTES).withName("scored")))
                .withName("scored"))
        .branch(
            (key, step) -> step instanceof Step.Rejected,
            Branched.<byte[], Step>withConsumer(
                    rejected ->
                        rejected
                            .process(() -> Encode.rejected(serdes), Named.as("encode-reject"))
                            .to(
                                Topics.ANSWERS_REJECTED.name(),
                                Produced.with(BYTES, BYTES).withName("rejected")))
                .withName("rejected"))
        .noDefaultBranch();
  }
}
