package dev.starstream.schemas;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.ApiKey;
import dev.starstream.events.CandidateErased;
import dev.starstream.events.PlatformQuestion;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topic catalogue: the only place where a topic name stands. Unless a topic says otherwise,
 * keys are UTF-8 strings {@code tenant/candidate}, by which one candidate's records are found (and
 * are together, but for {@link #ANSWERS_SUBMITTED}: see {@link AnswerIds#homePartition}); values
 * are Avro in the Confluent wire format under the subject {@code <topic>-value}.
 */
public final class Topics {

  /**
   * A topic of the pipeline.
   *
   * @param retention how long records are kept: what holds text is kept briefly. Empty for a
   *     compacted topic, which keeps the newest record of each key for ever
   * @param maxMessageBytes the largest record batch that the broker takes
   */
  public record Topic(
      String name, Optional<Duration> retention, int maxMessageBytes, Schema valueSchema) {
    /** The registry's subject of the value schema. */
    public String subject() {
      return name + "-value";
    }
  }

  private static final int MAX_ANSWER_BYTES = 1024 * 1024;
  private static final Optional<Duration> TEXT_RETENTION = Optional.of(Duration.ofDays(30));

  public static final Topic ANSWERS_SUBMITTED =
      new Topic(
          "answers.submitted", TEXT_RETENTION, MAX_ANSWER_BYTES, registered(new AnswerSubmitted()));

  public static final Topic ANSWERS_SCORED =
      new Topic("answers.scored", TEXT_RETENTION, MAX_ANSWER_BYTES, registered(new AnswerScored()));

  /** Earlier answers, scored again by another version; apart, so that no critique comes twice. */
  public static final Topic ANSWERS_RESCORED =
      new Topic(
          "answers.rescored", TEXT_RETENTION, MAX_ANSWER_BYTES, registered(new AnswerScored()));

  /** A reject holds the whole original record beside its reason, so it may be larger than that. */
  public static final Topic ANSWERS_REJECTED =
      new Topic(
          "answers.rejected",
          TEXT_RETENTION,
          2 * MAX_ANSWER_BYTES,
          registered(new AnswerRejected()));

  /** Keyed by {@link CandidateKey#erasureKey}. */
  public static final Topic CANDIDATES_ERASED =
      new Topic(
          "candidates.erased",
          Optional.empty(),
          MAX_ANSWER_BYTES,
          registered(new CandidateErased()));

  /** The platforms' own questions, keyed by {@link #questionKey}; no value: it is withdrawn. */
  public static final Topic QUESTIONS =
      new Topic(
          "questions", Optional.empty(), MAX_ANSWER_BYTES, registered(new PlatformQuestion()));

  /** Keyed by the id of the API key. */
  public static final Topic API_KEYS =
      new Topic("api.keys", Optional.empty(), MAX_ANSWER_BYTES, registered(new ApiKey()));

  /** Every topic: those of an answer in the order of its way, then the others. */
  public static final List<Topic> ALL =
      List.of(
          ANSWERS_SUBMITTED,
          ANSWERS_SCORED,
          ANSWERS_RESCORED,
          ANSWERS_REJECTED,
          CANDIDATES_ERASED,
          API_KEYS,
          QUESTIONS);

  /** The key of all records of one candidate. */
  public static String key(String tenantId, String candidateRef) {
    return tenantId + "/" + candidateRef;
  }

  /** The key of a platform's question. */
  public static String questionKey(String tenantId, String questionId) {
    return tenantId + "/" + questionId;
  }

  /** The schema as it stands in the registry: without what the Java generator adds to it. */
  private static Schema registered(SpecificRecord record) {
    var useReflection = false;
    var reflectionAllowNull = false;
    var removeJavaProperties = true;
    return AvroSchemaUtils.getSchema(
        record, useReflection, reflectionAllowNull, removeJavaProperties);
  }

  private Topics() {}
}
