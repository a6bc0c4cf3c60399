package dev.starstream.schemas;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topic catalogue: the only place where a topic name stands. Keys are UTF-8 strings {@code
 * tenant/candidate}, so that one candidate's answers stay in order; values are Avro in the
 * Confluent wire format under the subject {@code <topic>-value}.
 */
public final class Topics {

  /**
   * A topic of the pipeline.
   *
   * @param retention how long records are kept; both answer topics hold text, which is kept briefly
   * @param maxMessageBytes the largest record batch that the broker takes
   */
  public record Topic(String name, Duration retention, int maxMessageBytes, Schema valueSchema) {
    /** The registry's subject of the value schema. */
    public String subject() {
      return name + "-value";
    }
  }

  private static final int MAX_ANSWER_BYTES = 1024 * 1024;

  public static final Topic ANSWERS_SUBMITTED =
      new Topic(
          "answers.submitted",
          Duration.ofDays(30),
          MAX_ANSWER_BYTES,
          registered(new AnswerSubmitted()));

  public static final Topic ANSWERS_SCORED =
      new Topic(
          "answers.scored", Duration.ofDays(30), MAX_ANSWER_BYTES, registered(new AnswerScored()));

  /** A reject holds the whole original record beside its reason, so it may be larger than that. */
  public static final Topic ANSWERS_REJECTED =
      new Topic(
          "answers.rejected",
          Duration.ofDays(90),
          2 * MAX_ANSWER_BYTES,
          registered(new AnswerRejected()));

  /** Every topic, in the order of an answer's way. */
  public static final List<Topic> ALL =
      List.of(ANSWERS_SUBMITTED, ANSWERS_SCORED, ANSWERS_REJECTED);

  /** The key of all records of one candidate. */
  public static String key(String tenantId, String candidateRef) {
    return tenantId + "/" + candidateRef;
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
