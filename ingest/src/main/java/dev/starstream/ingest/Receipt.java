package dev.starstream.ingest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of an answer that was sent in.
 *
 * @param id the publisher's id, or the one it was given; empty if it could not be read
 * @param answerId empty if and only if the answer was refused before it had an id
 * @param problems empty if and only if the answer is in Kafka
 */
public record Receipt(
    Status status,
    Optional<String> id,
    Optional<UUID> answerId,
    List<Problem> problems,
    List<Warning> warnings) {

  /** ACCEPTED and DUPLICATE: the answer is in Kafka, acknowledged by all in-sync replicas. */
  public enum Status {
    /** Kafka has it now. */
    ACCEPTED,
    /** Kafka had it before, with the same content; it was not published again. */
    DUPLICATE,
    /** Kafka has other content under this id; it was not published. */
    CONFLICT,
    /** It breaks a rule; it was not published. */
    REFUSED,
    /** Kafka did not acknowledge it in time; it must be sent again, with the same id. */
    UNACKNOWLEDGED
  }

  public Receipt {
    Objects.requireNonNull(status, "status");
    id = id.map(Unicode::printable);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    var stored = status == Status.ACCEPTED || status == Status.DUPLICATE;
    if (stored != problems.isEmpty()) {
      throw new IllegalArgumentException(
          "problems: " + problems.size() + " of an answer that is " + status);
    }
    if (answerId.isEmpty() != (status == Status.REFUSED)) {
      throw new IllegalArgumentException("answerId: " + answerId + " while " + status);
    }
  }

  /** Whether Kafka has the answer. */
  public boolean stored() {
    return problems.isEmpty();
  }
}
