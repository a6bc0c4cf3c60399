package dev.starstream.ingest;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.AnswerIds;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What became of one item of a request or one record of a file. */
public sealed interface Parsed {

  /** An answer that keeps every rule. */
  record Accepted(AnswerSubmitted answer, List<Warning> warnings) implements Parsed {
    public Accepted {
      Objects.requireNonNull(answer, "answer");
      warnings = List.copyOf(warnings);
    }

    /** The id under which scores of this answer are found. */
    public UUID answerId() {
      return AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
    }
  }

  /**
   * An item that breaks a rule.
   *
   * @param id the publisher's id, as far as it could be read
   * @param problems every broken rule
   */
  record Refused(Optional<String> id, List<Problem> problems) implements Parsed {
    public Refused {
      Objects.requireNonNull(id, "id");
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("problems: none (expected: at least one)");
      }
    }
  }
}
