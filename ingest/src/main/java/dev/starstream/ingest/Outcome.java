package dev.starstream.ingest;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.ContentHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What became of an answer that Kafka had taken. None of these holds the answer's text. */
public sealed interface Outcome {

  /**
   * It was scored.
   *
   * @param content {@link ContentHash} of the submission that was scored; empty if the scorecard
   *     comes from the database, which has no hash
   * @param json the scorecard as {@link ScorecardJson} writes it
   */
  record Scored(Optional<ByteBuffer> content, String json) implements Outcome {

    static Scored of(AnswerScored scored) {
      return new Scored(
          Optional.of(ByteBuffer.wrap(ContentHash.of(scored.getAnswer()))),
          ScorecardJson.of(scored));
    }

    static Scored stored(AnswerScored scored) {
      return new Scored(Optional.empty(), ScorecardJson.of(scored));
    }
  }

  /**
   * The scoring stage refused it, for a reason that the edge could not know.
   *
   * @param content {@link ContentHash} of the submission that was refused
   * @param reason such as {@code unknown_question} or {@code conflicting_duplicate}
   * @param problems pointers into the answer
   */
  record Rejected(ByteBuffer content, String reason, String detail, List<Problem> problems)
      implements Outcome {
    public Rejected {
      problems = List.copyOf(problems);
    }

    static Rejected of(AnswerRejected rejected, ByteBuffer content) {
      return new Rejected(
          content,
          rejected.getReason().name().toLowerCase(Locale.ROOT),
          rejected.getDetail(),
          rejected.getProblems().stream()
              .map(problem -> new Problem(pointer(problem.getField()), problem.getDetail()))
              .toList());
    }

    /** A direct publisher can break rules on fields that JSON does not have. */
    private static String pointer(String field) {
      return Pointers.to(
          "",
          Arrays.stream(AnswerField.values())
              .filter(known -> known.avroName.equals(field))
              .map(known -> known.jsonName)
              .findFirst()
              .orElse(field));
    }

    /** Another answer has the id and goes on having it; only this submission was refused. */
    boolean isConflict() {
      return reason.equals(RejectReason.CONFLICTING_DUPLICATE.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Its candidate was erased, and the answer with them. */
  record Erased() implements Outcome {}
}
