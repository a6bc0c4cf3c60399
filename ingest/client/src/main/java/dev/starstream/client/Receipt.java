package dev.starstream.client;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the server did with an answer. It is final: the client has sent the answer again for as long
 * as that could change anything.
 *
 * @param id the answer's id, as it was sent
 * @param answerId the server's id of the answer, for {@link StarstreamClient#scorecard}; empty if
 *     it was refused or not sent
 * @param problems what is wrong, where the answer is not {@link #stored}
 * @param warnings what is odd about an answer that is stored, such as a company that the server's
 *     catalogue does not know
 * @param scorecard only of {@link StarstreamClient#publishAndWait}, if it was ready in time
 */
public record Receipt(
    Status status,
    String id,
    Optional<UUID> answerId,
    List<Problem> problems,
    List<Problem> warnings,
    Optional<Scorecard> scorecard) {

  /** What became of an answer. */
  public enum Status {
    /** The pipeline has it, durably, and will score it. */
    ACCEPTED,
    /** The pipeline had it before, with the same content; it counts once. */
    DUPLICATE,
    /** The id belongs to an answer with other content; this one is not stored. Use a new id. */
    CONFLICT,
    /** It breaks a rule; it is not stored. Mend what {@link Receipt#problems} names. */
    REFUSED,
    /** It was taken, but will not be scored, for example since its candidate was erased. */
    REJECTED,
    /** The client is a dry run: the answer could be sent, and was not. */
    NOT_SENT
  }

  /**
   * Something about one field.
   *
   * @param pointer JSON pointer into the answer, such as {@code /questionId}; empty for all of it
   * @param detail for people; it never quotes the answer's text
   */
  public record Problem(String pointer, String detail) {}

  /** Copies the lists. */
  public Receipt {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Whether the pipeline has the answer. */
  public boolean stored() {
    return status == Status.ACCEPTED || status == Status.DUPLICATE;
  }

  static Receipt notSent(String id) {
    return new Receipt(
        Status.NOT_SENT, id, Optional.empty(), List.of(), List.of(), Optional.empty());
  }
}
