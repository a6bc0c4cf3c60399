package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.catalogue.Question;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a record has come on its way through the topology. The original bytes travel with it, so
 * that every later step can reject it whole.
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on and never compared
sealed interface Step {

  /** Decoded, and not checked yet. */
  record Pending(byte[] payload, AnswerSubmitted answer) implements Step {}

  /**
   * Stands in another partition than that of its id, to which it is carried as it is.
   *
   * @param payload null if it asks to forget the id
   */
  record Away(UUID answerId, byte[] payload) implements Step {}

  /** Keeps the rules; the question is the one that it is about, empty if it names none. */
  record Valid(byte[] payload, AnswerSubmitted answer, Optional<Question> question)
      implements Step {}

  /** Scored. */
  record Scored(byte[] payload, AnswerScored scored) implements Step {}

  /** Rejected: the end of the way. */
  record Rejected(AnswerRejected reject) implements Step {}

  /** No answer: an erasure asks to forget the id of one. */
  record Forget(UUID answerId) implements Step {}
}
